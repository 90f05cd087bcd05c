import { describe, expect, it } from 'vitest';
import { Ladder } from './ladder.js';

const ALL = ['websocket', 'polling', 'sse'] as const;

describe('the ladder of transports', () => {
  it('goes down one rung when every instance failed, and pauses at its end', () => {
    const ladder = new Ladder(ALL, 2);
    const tried = Array.from({ length: 7 }, () => [ladder.transport, ladder.failed()]);
    expect(tried).toEqual([
      ['websocket', false],
      ['websocket', false],
      ['polling', false],
      ['polling', false],
      ['sse', false],
      ['sse', true],
      ['websocket', false],
    ]);
  });

  it('stays where the server itself refused', () => {
    const ladder = new Ladder(ALL, 1);
    ladder.refused();
    expect(ladder.transport).toBe('websocket');
  });

  it('leaves a transport whose connections do not live', () => {
    const ladder = new Ladder(ALL, 1);
    ladder.opened('websocket', 1_000);
    ladder.lost(1_500);
    expect(ladder.transport).toBe('polling');
    ladder.opened('polling', 2_000);
    ladder.lost(60_000);
    expect(ladder.transport).toBe('polling');
  });

  it('knows what is better than what is in use', () => {
    const ladder = new Ladder(ALL, 1);
    expect([ladder.betterThan('sse'), ladder.betterThan('sse'), ladder.betterThan('sse')]).toEqual([
      'websocket',
      'polling',
      'websocket',
    ]);
    expect([ladder.betterThan('polling'), ladder.betterThan('websocket')]).toEqual(['websocket', null]);
  });
});
