/** Messages of one person in one channel within a stretch of time. */
export interface ActivityCount {
  channelId: string;
  authorId: string;
  messages: number;
}

export interface Figure {
  /** A day, or an id; empty for a group without one. */
  key: string;
  name: string;
  messages: number;
}

/** What a report shows, each list in the order in which it is read. */
export interface ActivityFigures {
  from: string;
  to: string;
  messages: number;
  days: Figure[];
  channels: Figure[];
  users: Figure[];
}

/** Adds up counts; it grows with the days, channels and people, not with the messages. */
export class ActivitySum {
  messages = 0;
  readonly days = new Map<string, number>();
  readonly channels = new Map<string, number>();
  readonly users = new Map<string, number>();

  add(day: string, counts: ActivityCount[]): void {
    this.days.set(day, this.days.get(day) ?? 0);
    for (const { channelId, authorId, messages } of counts) {
      this.messages += messages;
      grow(this.days, day, messages);
      grow(this.channels, channelId, messages);
      grow(this.users, authorId, messages);
    }
  }
}

const grow = (sums: Map<string, number>, key: string, by: number) => sums.set(key, (sums.get(key) ?? 0) + by);

/** The busiest first. Keys with one name and no key of their own are added together. */
export function ranked(sums: Map<string, number>, named: (key: string) => { key: string; name: string }): Figure[] {
  const figures = new Map<string, Figure>();
  for (const [id, messages] of sums) {
    const { key, name } = named(id);
    const figure = figures.get(key || name);
    if (figure) figure.messages += messages;
    else figures.set(key || name, { key, name, messages });
  }
  return [...figures.values()].toSorted((a, b) => b.messages - a.messages || a.name.localeCompare(b.name));
}
