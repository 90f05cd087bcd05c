import type { InstanceReport } from './dashboard.topics.js';
import { encodeIds } from './user-ids.js';

export interface PeopleReport {
  people: InstanceReport['people'];
  body: Buffer;
}

/** What this instance tells the others of who is connected to it: who came and went, or everyone for who has to know. */
export class PeopleChanges {
  private told = new Set<string>();
  private version = 0;

  next(present: Set<string>, everyone: boolean): PeopleReport {
    const joined = everyone ? [...present] : without(present, this.told);
    const left = everyone ? [] : without(this.told, present);
    const base = everyone ? null : this.version;
    if (everyone || joined.length + left.length > 0) this.version++;
    this.told = present;
    const people = { version: this.version, base, joined: joined.length, left: left.length };
    return { people, body: encodeIds([...joined, ...left]) };
  }
}

function without(all: Set<string>, others: Set<string>): string[] {
  const rest: string[] = [];
  for (const id of all) if (!others.has(id)) rest.push(id);
  return rest;
}
