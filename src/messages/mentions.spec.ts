import { describe, expect, it } from 'vitest';
import { parseMentions, resolveMentions } from './mentions.js';

const IDS = new Map([
  ['ana', 'id-ana'],
  ['ana.', 'id-ana-dot'],
  ['bruno', 'id-bruno'],
  ['j.doe', 'id-doe'],
]);

const mentioned = (body: string, ids = IDS) => resolveMentions(parseMentions(body), ids);

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
  ];
  it.each(people)('%s', (body, userIds) => {
    expect(mentioned(body)).toEqual({ userIds, groupIds: [], all: 'none' });
  });

  it.each([
    'no one',
    'write to bruno@example.com',
    '`@bruno` is how one writes it',
    '```\n@bruno\n```',
    '```\n@bruno, and no end of the code',
    '@nobody-of-that-name',
    'see https://example.com/@bruno',
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
  ] as const)('everybody: %s', (body, all) => {
    expect(mentioned(body)).toEqual({ userIds: [], groupIds: [], all });
  });

  it('names at most 50 people', () => {
    const names = Array.from({ length: 80 }, (_, i) => `person${i}`);
    const ids = new Map(names.map((name) => [name, `id-${name}`]));
    expect(mentioned(names.map((name) => `@${name}`).join(' '), ids)?.userIds).toHaveLength(50);
  });
});
