import { describe, expect, it } from 'vitest';
import { type Mentioned, readingsOf, toMentions } from './mentions.js';
import { readBody } from './message-html.js';

const IDS = new Map<string, Mentioned>([
  ['ana', { kind: 'user', id: 'id-ana' }],
  ['ana.', { kind: 'user', id: 'id-ana-dot' }],
  ['bruno', { kind: 'user', id: 'id-bruno' }],
  ['j.doe', { kind: 'user', id: 'id-doe' }],
  ['a_b__c', { kind: 'user', id: 'id-abc' }],
  ['team', { kind: 'group', id: 'id-team' }],
]);

const mentioned = (body: string, ids = IDS) => {
  const { html, found } = readBody(body).render(ids);
  // What is shown as a mention is what counts as one.
  expect(html.split('<span class="mention"').length - 1).toBe(found.length);
  return toMentions(found);
};

describe('mentions in a body', () => {
  const people: [body: string, userIds: string[]][] = [
    ['@bruno hello', ['id-bruno']],
    ['hello @bruno', ['id-bruno']],
    ['hello (@bruno)', ['id-bruno']],
    ['hello @Bruno!', ['id-bruno']],
    ['thanks @bruno.', ['id-bruno']],
    ['thanks @bruno... really', ['id-bruno']],
    ['@bruno @bruno @bruno', ['id-bruno']],
    ['ask @j.doe, then @bruno', ['id-doe', 'id-bruno']],
    ['thanks @ana.', ['id-ana-dot']],
    ['thanks @ana!', ['id-ana']],
    ['**@bruno** and _@ana!_', ['id-bruno', 'id-ana']],
    ['> @bruno\n\n- @ana', ['id-bruno', 'id-ana']],
    ['`@ana` not, but @bruno', ['id-bruno']],
    ['@a_b__c and @a\\_b\\_\\_c', ['id-abc']],
    ['an unfinished `@bruno', ['id-bruno']],
    ['| who |\n|---|\n| @bruno |', ['id-bruno']],
  ];
  it.each(people)('%s', (body, userIds) => {
    expect(mentioned(body)).toEqual({ userIds, groupIds: [], all: 'none' });
  });

  it.each([
    'no one',
    'write to bruno@example.com',
    '`@bruno` is how one writes it',
    '``a ` @bruno``',
    '```\n@bruno\n```',
    '    @bruno',
    '```\n@bruno, and no end of the code',
    '@nobody-of-that-name',
    'see https://example.com/@bruno',
    '[@bruno](https://example.com)',
    '@@bruno',
    '@',
  ])('none: %s', (body) => {
    expect(mentioned(body)).toBeNull();
  });

  it.each([
    ['@channel news', 'channel'],
    ['news, @Channel.', 'channel'],
    ['@here', 'here'],
    ['@here and @channel', 'channel'],
    ['@channel and @here', 'channel'],
  ] as const)('everybody: %s', (body, all) => {
    expect(mentioned(body)).toEqual({ userIds: [], groupIds: [], all });
  });

  it('shows who is meant where the name stands', () => {
    expect(readBody('@Bruno. @team, @here & @nobody').render(IDS).html).toBe(
      '<p><span class="mention" data-user-id="id-bruno">@Bruno</span>. ' +
        '<span class="mention" data-group-id="id-team">@team</span>, ' +
        '<span class="mention" data-all="here">@here</span> &amp; @nobody</p>',
    );
  });

  it('names at most 50', () => {
    const names = Array.from({ length: 80 }, (_, i) => `person${i}`);
    const ids = new Map<string, Mentioned>(names.map((name) => [name, { kind: 'user', id: `id-${name}` }]));
    const body = names.map((name) => `@${name}`).join(' ');
    expect(readBody(body).names.size).toBe(50);
    expect(mentioned(body, ids)?.userIds).toHaveLength(50);
  });

  it('looks up names with and without the punctuation after them, and nobody for everybody', () => {
    expect(['ana', 'ana._', 'here', 'channel.'].map(readingsOf)).toEqual([['ana'], ['ana._', 'ana'], [], []]);
  });
});
