const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MIB = 1_048_576;

/** Numbers, spans and times as a language writes them. */
export class Formats {
  readonly #whole: Intl.NumberFormat;
  readonly #fine: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #clock: Intl.DateTimeFormat;
  readonly #seconds: Intl.DateTimeFormat;
  readonly #moment: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #language: string;

  constructor(language: string) {
    this.#language = language;
    this.#whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    this.#fine = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    this.#percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
    this.#clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
    this.#seconds = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
    this.#moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
    this.#day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  }

  /** Small numbers keep a decimal, where it says something. */
  readonly number = (value: number): string => (value < 10 ? this.#fine : this.#whole).format(value);
  readonly percent = (share: number): string => this.#percent.format(share);
  readonly ms = (value: number): string => this.#unit(value, 'millisecond', value < 10 ? 1 : 0);
  readonly mebibytes = (bytes: number): string => `${this.#whole.format(bytes / MIB)} MiB`;
  readonly clock = (at: number | string): string => this.#clock.format(new Date(at));
  readonly seconds = (at: number | string): string => this.#seconds.format(new Date(at));
  readonly moment = (at: number | string): string => this.#moment.format(new Date(at));
  readonly day = (at: number | string): string => this.#day.format(new Date(at));

  /** In its two greatest units: `2 days, 3 hr`. */
  readonly span = (seconds: number): string => {
    const parts: [number, string][] = [
      [Math.floor(seconds / DAY), 'day'],
      [Math.floor((seconds % DAY) / HOUR), 'hour'],
      [Math.floor((seconds % HOUR) / MINUTE), 'minute'],
      [Math.floor(seconds % MINUTE), 'second'],
    ];
    const first = parts.findIndex(([value]) => value > 0);
    if (first < 0) return this.#unit(0, 'second');
    return parts
      .slice(first, first + 2)
      .filter(([value]) => value > 0)
      .map(([value, unit]) => this.#unit(value, unit))
      .join(' ');
  };

  #unit(value: number, unit: string, digits = 0): string {
    const options = { style: 'unit', unit, maximumFractionDigits: digits } as const;
    return new Intl.NumberFormat(this.#language, options).format(value);
  }
}
