import { expect, it } from 'vitest';
import { parsePanel } from './side-panel';

it.each([
  [null, null],
  ['', null],
  ['members', { name: 'members', argument: null }],
  ['thread:0192', { name: 'thread', argument: '0192' }],
  ['search:from:ana x', { name: 'search', argument: 'from:ana x' }],
])('%j is the panel %j', (text, panel) => {
  expect(parsePanel(text)).toEqual(panel);
});
