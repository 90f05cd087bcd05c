import { z } from 'zod';

/** At most `points` in any window of `seconds`. */
export interface Rate {
  points: number;
  seconds: number;
}

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** A limit as operators write it: `20/10s`, `600/1m`, `1000/1h`, or `off` (null). */
export const RateVariable = z
  .string()
  .regex(/^(off|[1-9]\d{0,6}\/[1-9]\d{0,4}[smh])$/, 'must be `off` or like `20/10s`, `600/1m`, `1000/1h`')
  .transform((text): Rate | null => {
    if (text === 'off') return null;
    const [points, window] = text.split('/') as [string, string];
    const unit = window.at(-1) as keyof typeof SECONDS;
    return { points: Number(points), seconds: Number(window.slice(0, -1)) * SECONDS[unit] };
  });
