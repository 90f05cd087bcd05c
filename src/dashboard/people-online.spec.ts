import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PeopleChanges } from './people-changes.js';
import { PeopleOnline } from './people-online.js';
import { SharedPeople } from './shared-people.js';
import { decodeIds, encodeIds } from './user-ids.js';

const PEOPLE = Array.from({ length: 40 }, () => randomUUID());
const INSTANCES = ['a', 'b', 'c'];
const people = fc.uniqueArray(fc.constantFrom(...PEOPLE));

describe('the people online', () => {
  it('are each counted once, over whatever instances they come and go', () => {
    const step = fc.record({ instance: fc.constantFrom(...INSTANCES), present: people, everyone: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const online = new PeopleOnline();
        const truth = new Map<string, Set<string>>();
        const told = new Map(INSTANCES.map((instance) => [instance, new PeopleChanges()]));
        for (const { instance, present, everyone } of steps) {
          truth.set(instance, new Set(present));
          const report = told.get(instance)?.next(new Set(present), everyone);
          const ids = decodeIds(report?.body ?? Buffer.alloc(0));
          if (everyone) online.replace(instance, ids);
          else online.change(instance, ids.slice(0, report?.people.joined), ids.slice(report?.people.joined));
        }
        const distinct = new Set([...truth.values()].flatMap((here) => [...here]));
        expect(online.count).toBe(distinct.size);
        expect(new Set(online.ids())).toEqual(distinct);
      }),
    );
  });

  it('are gone with their instance, unless another has them', () => {
    const online = new PeopleOnline();
    online.replace('a', PEOPLE.slice(0, 10));
    online.replace('b', PEOPLE.slice(5, 15));
    online.drop('a');
    expect(new Set(online.ids())).toEqual(new Set(PEOPLE.slice(5, 15)));
    online.drop('a');
    expect(online.count).toBe(10);
  });

  it('are told by ids that come through as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.uuid()), (ids) => {
        expect(decodeIds(encodeIds(ids))).toEqual(ids);
      }),
    );
  });
});

it('counts the people of somebody’s channels as a set would', () => {
  const CHANNELS = ['c1', 'c2', 'c3', 'c4'];
  const SIZE = 100;
  const places = fc.uniqueArray(fc.nat(SIZE - 1));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...CHANNELS), places), fc.subarray(CHANNELS), (peopleIn, mine) => {
      const shared = new SharedPeople(SIZE);
      for (const [id, inChannel] of Object.entries(peopleIn)) shared.set(id, inChannel);
      expect(shared.distinct(mine)).toBe(new Set(mine.flatMap((id) => peopleIn[id] ?? [])).size);
      for (const id of CHANNELS) expect(shared.count(id)).toBe(peopleIn[id]?.length ?? 0);
    }),
  );
});
