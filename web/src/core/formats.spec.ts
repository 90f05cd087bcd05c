import { describe, expect, it } from 'vitest';
import { Formats } from './formats.js';

describe('figures', () => {
  it('are written as the language does', () => {
    const [english, spanish] = [new Formats('en'), new Formats('es')];
    expect([english.number(12_345.6), spanish.number(12_345.6)]).toEqual(['12,346', '12.346']);
    expect([english.number(1.25), spanish.number(1.25)]).toEqual(['1.3', '1,3']);
    expect(english.ms(3.14)).toBe('3.1 ms');
    expect(english.mebibytes(3 * 1_048_576)).toBe('3 MiB');
  });

  it('spans are told in their two greatest units', () => {
    const { span } = new Formats('en');
    expect([0, 61, 3_600, 90_061].map(span)).toEqual(['0 sec', '1 min 1 sec', '1 hr', '1 day 1 hr']);
  });
});
