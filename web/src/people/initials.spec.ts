import { expect, it } from 'vitest';
import { initialsOf, TONES, toneOf } from './initials';

it.each([
  ['Ana Belén Ruiz', 'AR'],
  ['bruno', 'B'],
  ['ana.ruiz', 'AR'],
  ['Óscar Íñiguez', 'ÓÍ'],
  ['  ', '?'],
  ['(Carla) 🙂', 'C'],
  ['李 小龙', '李小'],
])('the initials of %j are %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

it('one id always has the same colour, and many ids have all of them', () => {
  const tones = Array.from({ length: 500 }, (_, i) => toneOf(`0192-${i}-user`));
  expect(new Set(tones).size).toBe(TONES);
  expect(toneOf('x')).toBe(toneOf('x'));
});
