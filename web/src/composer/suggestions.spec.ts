import { describe, expect, it } from 'vitest';
import { type KnownChannel, type People, suggestChannels, suggestPeople } from './suggestions';
import { tokenAt } from './token';

const at = (marked: string) => {
  const caret = marked.indexOf('|');
  return tokenAt({ text: marked.replace('|', ''), start: caret, end: caret });
};

describe('what is about to be named', () => {
  it.each([
    ['@|', '@', ''],
    ['hi @an|', '@', 'an'],
    ['(@an|', '@', 'an'],
    ['see #gen|eral', '#', 'gen'],
    ['so :smi|', ':', 'smi'],
    [':+1|', ':', '+1'],
  ])('in %j is %s%s', (marked, kind, query) => {
    expect(at(marked)).toMatchObject({ kind, query });
  });

  it.each(['mail@ex|', 'at 10:30|', ':s|', '`@an|', '```\n@an|', 'hi @ana |'])('is nothing in %j', (marked) => {
    expect(at(marked)).toBeNull();
  });

  it.each(['# |', '# heading|', '##|', '## two|', 'C#|', 'page#part|', 'so `#gen|'])(
    'is no channel in %j',
    (marked) => {
      expect(at(marked)).toBeNull();
    },
  );
});

const user = (username: string, displayName: string) => ({ id: username, username, displayName });
const people: People = {
  members: [user('ana', 'Ana María Núñez'), user('bruno', 'Bruno Díaz')],
  others: [user('ana', 'Ana María Núñez'), user('anton', 'Anton Huber')],
  groups: [{ id: 'g', name: 'analysts', displayName: 'Analysts' }],
  all: { here: 'who is there', channel: 'everybody' },
};
const names = (query: string) => suggestPeople(query, people).map(({ insert }) => insert);

describe('people to mention', () => {
  it('are those of the channel first, then groups, and each once', () => {
    expect(names('an')).toEqual(['@ana', '@analysts', '@anton']);
  });

  it('are found by any of their names, without accents', () => {
    expect(names('nun')).toEqual(['@ana']);
    expect(names('DIAZ')).toEqual(['@bruno']);
  });

  it('may be all of them', () => {
    expect(names('he')).toEqual(['@here']);
    expect(names('')).toEqual(['@ana', '@bruno', '@analysts', '@here', '@channel', '@anton']);
  });
});

const channel = (name: string | null, more: Partial<KnownChannel> = {}): KnownChannel => {
  return { id: name ?? '', kind: 'public', name, topic: '', archivedAt: null, ...more };
};

describe('channels to name', () => {
  const own = [
    channel('old sales', { archivedAt: '2030-01-01T00:00:00.000Z' }),
    channel('all sales'),
    channel('sáles [west]', { id: 'west', kind: 'private', topic: 'deals' }),
    channel(null, { kind: 'direct' }),
    channel('kitchen'),
  ];
  const suggested = (query: string) =>
    suggestChannels(query, own, [channel('all sales'), channel('resale', {}), channel('sales east')], 'https://chat');

  it("are the user's own first, archived ones last of them, then others, and each once", () => {
    expect(suggested('sal').map(({ title }) => title)).toEqual([
      'sáles [west]',
      'all sales',
      'old sales',
      'sales east',
    ]);
    expect(suggested('kit').map(({ kind, title }) => [kind, title])).toEqual([['public', 'kitchen']]);
    expect(suggested('nowhere')).toEqual([]);
  });

  it('become links that are Markdown', () => {
    expect(suggested('west')).toMatchObject([
      {
        kind: 'private',
        title: 'sáles [west]',
        detail: 'deals',
        insert: String.raw`[#sáles \[west\]](https://chat/c/west)`,
      },
    ]);
  });
});
