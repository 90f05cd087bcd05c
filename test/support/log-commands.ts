import fc from 'fast-check';
import type { RequestName } from '../../src/contract/socket-events.js';

/** Who is in the channels of the property: the first owns them, the last comes and goes, and only says so. */
export const WRITERS = 3;
export const COMER = 4;
export const PEOPLE = 5;

/** Whom a text mentions. */
const whom = ['nobody', 'one', 'group', 'here', 'channel'] as const;
export type Whom = (typeof whom)[number];

/** On messages: `pick` chooses among the user's own, or among all, and what is done with it. */
const onMessages = [
  'message:edit',
  'message:delete',
  'message:pin',
  'message:unpin',
  'reaction:add',
  'reaction:remove',
  'poll:vote',
  'poll:close',
] as const;
/** What becomes of the channel, of who is in it, and of who is in the group that messages mention. */
const acts = [
  'channel:update',
  'channel:archive',
  'channel:restore',
  'channel:join',
  'channel:leave',
  'member:set',
  'member:remove',
  'member:ban',
  'member:unban',
  'group:add',
  'group:remove',
] as const;
/** How far somebody has read. */
const markers = ['channel:read', 'channel:unread', 'channel:read-all'] as const;

/** `retries` sends the same thing again at once. `replyTo` chooses what a reply hangs from. */
export interface Sending {
  kind: 'message:send';
  user: number;
  instance: number;
  retries: number;
  asks: boolean;
  whom: Whom;
  replyTo: number | null;
  alsoToChannel: boolean;
}
export interface OnMessage {
  kind: (typeof onMessages)[number];
  user: number;
  instance: number;
  pick: number;
  whom: Whom;
}
export interface Act {
  kind: (typeof acts)[number];
  pick: number;
}
export interface Marking {
  kind: (typeof markers)[number];
  user: number;
  instance: number;
  pick: number;
}

/** What happens at the same time, and then what happens one after the other. */
export interface Batch {
  writes: (Sending | OnMessage)[];
  acts: Act[];
  markings: Marking[];
}

/** Every request that changes a channel's log, how far somebody has read in it, or whom it mentions. */
export const LOG_REQUESTS: readonly RequestName[] = ['message:send', ...onMessages, ...acts, ...markers];

const user = fc.nat({ max: WRITERS - 1 });
const instance = fc.nat({ max: 1 });
const pick = fc.nat({ max: 1000 });

const sending: fc.Arbitrary<Sending> = fc.record({
  kind: fc.constant('message:send' as const),
  user,
  instance,
  retries: fc.nat({ max: 2 }),
  asks: fc.boolean(),
  whom: fc.constantFrom(...whom),
  replyTo: fc.option(pick, { freq: 4 }),
  alsoToChannel: fc.boolean(),
});
const onMessage: fc.Arbitrary<OnMessage> = fc.record({
  kind: fc.constantFrom(...onMessages),
  user,
  instance,
  pick,
  whom: fc.constantFrom(...whom),
});
const act: fc.Arbitrary<Act> = fc.record({ kind: fc.constantFrom(...acts), pick });
const marking: fc.Arbitrary<Marking> = fc.record({ kind: fc.constantFrom(...markers), user, instance, pick });

export const batches: fc.Arbitrary<Batch[]> = fc.array(
  fc.record({
    writes: fc.array(fc.oneof(sending, onMessage), { minLength: 1, maxLength: 8 }),
    acts: fc.array(act, { maxLength: 2 }),
    markings: fc.array(marking, { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 6 },
);

const said = (more: Partial<Sending> = {}): Sending => ({
  kind: 'message:send',
  user: 0,
  instance: 0,
  retries: 1,
  asks: false,
  whom: 'nobody',
  replyTo: null,
  alsoToChannel: false,
  ...more,
});

/** Each chooses another of four messages, and some option of a poll. */
const OF_ALL_FOUR = [4, 5, 6, 7];

/** A little of everything, in an order in which each of it takes effect: chance need not find it. */
export const EVERYTHING: Batch[] = [
  {
    writes: [said(), said({ user: 1, whom: 'one' }), said({ user: 2, whom: 'group' }), said({ asks: true })],
    acts: [
      { kind: 'channel:leave', pick: 0 },
      { kind: 'channel:join', pick: 0 },
      { kind: 'member:remove', pick: 0 },
      { kind: 'member:set', pick: 0 },
      { kind: 'member:ban', pick: 0 },
      { kind: 'member:unban', pick: 0 },
      { kind: 'channel:update', pick: 0 },
      { kind: 'channel:update', pick: 1 },
      { kind: 'group:remove', pick: 1 },
      { kind: 'group:add', pick: 1 },
    ],
    markings: [
      { kind: 'channel:read', user: 1, instance: 0, pick: 2 },
      { kind: 'channel:unread', user: 2, instance: 1, pick: 0 },
    ],
  },
  {
    writes: [
      ...OF_ALL_FOUR.flatMap((at) =>
        (['message:pin', 'reaction:add', 'poll:vote'] as const).map((kind): OnMessage => ({
          kind,
          user: 0,
          instance: 0,
          pick: at,
          whom: 'nobody',
        })),
      ),
      said({ user: 1, replyTo: 0, alsoToChannel: true, whom: 'channel' }),
      { kind: 'message:edit', user: 2, instance: 0, pick: 0, whom: 'one' },
    ],
    acts: [
      { kind: 'channel:archive', pick: 0 },
      { kind: 'channel:restore', pick: 0 },
    ],
    markings: [{ kind: 'channel:read-all', user: 0, instance: 1, pick: 0 }],
  },
  {
    writes: [
      ...OF_ALL_FOUR.flatMap((at) =>
        (['message:unpin', 'reaction:remove', 'poll:close'] as const).map((kind): OnMessage => ({
          kind,
          user: 0,
          instance: 1,
          pick: at,
          whom: 'nobody',
        })),
      ),
      { kind: 'message:delete', user: 1, instance: 0, pick: 0, whom: 'nobody' },
    ],
    acts: [],
    markings: [],
  },
];
