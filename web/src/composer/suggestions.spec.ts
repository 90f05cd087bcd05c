import { describe, expect, it } from 'vitest';
import { type People, suggestChannels, suggestPeople } from './suggestions';
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

  it.each(['mail@ex|', 'at 10:30|', ':s|', '`@an|', '```\n@an|', '# heading|', 'hi @ana |'])(
    'is nothing in %j',
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

it('a channel is told as a link that is Markdown', () => {
  const channels = [{ id: '1', name: 'a]b', topic: 'letters' }];
  expect(suggestChannels('a', channels, 'https://chat')).toMatchObject([
    { title: '#a]b', insert: '[#a\\]b](https://chat/c/1)' },
  ]);
});
