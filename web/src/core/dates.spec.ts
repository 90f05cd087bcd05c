import i18next from 'i18next';
import { expect, it } from 'vitest';
import { agoText, comingText, dueText } from './dates';

const now = Date.parse('2026-06-15T12:00:00.000Z');

it.each([
  ['2026-06-15T11:59:40.000Z', 'en', 'now'],
  ['2026-06-15T12:00:05.000Z', 'en', 'now'],
  ['2026-06-15T11:55:00.000Z', 'en', '5 min. ago'],
  ['2026-06-15T09:30:00.000Z', 'es', 'hace 2 h'],
  ['2026-06-10T12:00:00.000Z', 'en', 'Jun 10'],
  ['2025-12-24T12:00:00.000Z', 'es', '24 dic 2025'],
])('%s in %s is "%s"', async (time, language, text) => {
  await i18next.init({ lng: language });
  expect(agoText(time, now)).toBe(text);
});

it.each([
  ['2026-06-15T13:00:00.000Z', 'en', /^Today, /],
  ['2026-06-16T12:00:00.000Z', 'es', /^Mañana, /],
  ['2026-06-20T12:00:00.000Z', 'en', /^Jun 20, 2026, /],
])('what is to come at %s is told with its day in %s', async (time, language, text) => {
  await i18next.init({ lng: language });
  expect(comingText(time, now)).toMatch(text);
});

it.each([
  ['2026-06-15T13:00:00.000Z', 'en', /^\d/],
  ['2026-06-16T12:00:00.000Z', 'en', /^tomorrow, \d/],
  ['2026-06-16T12:00:00.000Z', 'es', /^mañana, \d/],
  ['2026-06-20T12:00:00.000Z', 'en', /^Jun 20, 2026, \d/],
])('what is due at %s is told with its day in %s, unless that is today', async (time, language, text) => {
  await i18next.init({ lng: language });
  expect(dueText(time, now)).toMatch(text);
});
