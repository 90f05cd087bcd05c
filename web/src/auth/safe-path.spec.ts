import { expect, it } from 'vitest';
import { safePath } from './safe-path';

it.each([
  ['/c/a/1', '/c/a/1'],
  ['/settings/notifications?x=1#y', '/settings/notifications?x=1#y'],
  [null, '/'],
  ['', '/'],
  ['https://elsewhere.example', '/'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
  ['/\t/elsewhere.example', '/'],
  ['javascript:alert(1)', '/'],
])('%j leads to %j', (next, path) => {
  expect(safePath(next)).toBe(path);
});
