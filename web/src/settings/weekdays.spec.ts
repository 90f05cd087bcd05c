import { expect, it } from 'vitest';
import { weekdayName, weekdayOptions } from './weekdays';

it('names the days from Monday on', () => {
  expect([weekdayName(1, 'en'), weekdayName(7, 'en')]).toEqual(['Monday', 'Sunday']);
  expect(weekdayOptions('es').map(({ label }) => label)).toEqual([
    'Lunes',
    'Martes',
    'Miércoles',
    'Jueves',
    'Viernes',
    'Sábado',
    'Domingo',
  ]);
});
