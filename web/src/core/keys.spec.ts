import { expect, it } from 'vitest';
import { keysText, matches, type Press, types } from './keys';

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

it.each([
  [press('k', { ctrlKey: true }), 'Mod+K', false, true],
  [press('K', { ctrlKey: true }), 'Mod+K', false, true],
  [press('k', { metaKey: true }), 'Mod+K', false, false],
  [press('k', { metaKey: true }), 'Mod+K', true, true],
  [press('k', { ctrlKey: true, shiftKey: true }), 'Mod+K', false, false],
  [press('k'), 'Mod+K', false, false],
  [press('ArrowUp', { altKey: true }), 'Alt+ArrowUp', false, true],
  [press('ArrowUp', { altKey: true, shiftKey: true }), 'Alt+ArrowUp', false, false],
  [press('ArrowUp', { altKey: true, shiftKey: true }), 'Alt+Shift+ArrowUp', false, true],
  [press('?', { shiftKey: true }), '?', false, true],
  [press('?'), '?', false, true],
  [press('/', { ctrlKey: true, shiftKey: true }), 'Mod+/', false, true],
  [press('Escape'), 'Escape', false, true],
  [press('Escape', { shiftKey: true }), 'Escape', false, false],
])('%j as %s (Apple: %s): %s', (pressed, keys, apple, expected) => {
  expect(matches(pressed, keys, apple)).toBe(expected);
});

it('keys are told as the machine writes them', () => {
  expect(keysText(['Alt+Shift+ArrowUp'], false)).toBe('Alt+Shift+↑');
  expect(keysText(['Mod+K'], false)).toBe('Ctrl+K');
  expect(keysText(['Mod+K'], true)).toBe('⌘K');
  expect(keysText(['?'], true)).toBe('?');
});

it('what writes something is left to whoever writes', () => {
  expect(['?', 'J', 'Shift+J'].map(types)).toEqual([true, true, true]);
  expect(['Mod+K', 'Alt+ArrowUp', 'Escape', 'Shift+Escape'].map(types)).toEqual([false, false, false, false]);
});
