import { expect, it } from 'vitest';
import { isPlain, pathInside } from './inside';

const HERE = 'https://chat.example';

it.each([
  [`${HERE}/c/one/5`, '/c/one/5'],
  [`${HERE}/c/one/5?panel=thread:two#x`, '/c/one/5?panel=thread:two#x'],
  [`${HERE}/`, '/'],
  [HERE, '/'],
  [`${HERE}/join/token`, '/join/token'],
  [`${HERE}/threads`, '/threads'],
  [`${HERE}/api/v1/users`, null],
  [`${HERE}/channel`, null],
  ['https://chat.example.org/c/one/5', null],
  ['http://chat.example/c/one/5', null],
  ['mailto:ana@chat.example', null],
])('%s leads to %s', (href, path) => {
  expect(pathInside(new URL(href), HERE)).toBe(path);
});

it('only a plain click is one within the tab', () => {
  const click = { button: 0, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, defaultPrevented: false };
  expect(isPlain(click)).toBe(true);
  const others = [{ button: 1 }, { ctrlKey: true }, { metaKey: true }, { shiftKey: true }, { defaultPrevented: true }];
  for (const other of others) expect(isPlain({ ...click, ...other })).toBe(false);
});
