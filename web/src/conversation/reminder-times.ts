const MINUTE_MS = 60_000;
const MORNING = 9;

function morning(now: Date, days: number): Date {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  date.setHours(MORNING, 0, 0, 0);
  return date;
}

/** The times that a menu offers, each counted from now. */
export const REMINDERS = {
  in20Minutes: (now: Date) => new Date(now.getTime() + 20 * MINUTE_MS),
  in1Hour: (now: Date) => new Date(now.getTime() + 60 * MINUTE_MS),
  in3Hours: (now: Date) => new Date(now.getTime() + 180 * MINUTE_MS),
  tomorrow: (now: Date) => morning(now, 1),
  nextMonday: (now: Date) => morning(now, (8 - now.getDay()) % 7 || 7),
} satisfies Record<string, (now: Date) => Date>;

export type ReminderName = keyof typeof REMINDERS;
