import { describe, expect, it } from 'vitest';
import { messageOf } from '../../test/support/client-log.js';
import type { Message, MessagePage } from './contract.js';
import { MessageWindow } from './message-window.js';

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => messageOf(from + i, from + i));
const placesOf = (window: MessageWindow) => window.messages.map(({ seq }) => seq);

/** A page of history that was read already, and comes when `answer` is called. */
function late(items: Message[]) {
  const { promise: asked, resolve } = Promise.withResolvers<MessagePage>();
  return { asked, answer: () => resolve({ items, nextCursor: null }) };
}

describe('a window of messages', () => {
  it('grows at its newest end, and leaves what is older than it alone', () => {
    const window = new MessageWindow(100);
    window.restart(range(51, 60));
    window.apply([messageOf(3, 70, 'edited'), ...range(61, 62)]);
    expect(placesOf(window)).toEqual(range(51, 62).map(({ seq }) => seq));
    expect(window).toMatchObject({ hasOlder: true, hasNewer: false, floor: 51 });
  });

  it('holds no more than it is meant to, and then has older ones to load', () => {
    const window = new MessageWindow(10);
    window.restart(range(1, 10));
    expect(window.hasOlder).toBe(false);
    window.apply(range(11, 15));
    expect(placesOf(window)).toEqual(range(6, 15).map(({ seq }) => seq));
    expect(window).toMatchObject({ hasOlder: true, floor: 6 });
  });

  it('keeps the newer state of a message, whichever came first', () => {
    const window = new MessageWindow(100);
    window.restart(range(1, 3));
    window.apply([messageOf(2, 9, 'edited')]);
    window.merge(range(1, 3), 3);
    expect(window.messages[1]).toMatchObject({ rev: 9, body: 'edited' });
  });

  it('takes messages that a sync brings by their revs into their places', () => {
    const window = new MessageWindow(100);
    window.restart(range(1, 3));
    window.apply([messageOf(6, 6), messageOf(4, 7), messageOf(5, 8)]);
    expect(placesOf(window)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('goes to an old place and back to the newest without a hole', () => {
    const window = new MessageWindow(1000);
    window.restart(range(151, 200));
    window.merge(range(26, 75), 200, true);
    expect(window).toMatchObject({ floor: 26, ceiling: 75, hasNewer: true });
    window.apply([messageOf(201, 300), messageOf(30, 301, 'edited')]);
    expect(placesOf(window).at(-1)).toBe(75);
    expect(window.messages[4]).toMatchObject({ body: 'edited' });
    window.merge(range(76, 125), 201);
    window.merge(range(126, 175), 201);
    window.merge(range(176, 201), 201);
    expect(placesOf(window)).toEqual(range(26, 201).map(({ seq }) => seq));
    expect(window.hasNewer).toBe(false);
  });

  it('joins a page that touches it', () => {
    const window = new MessageWindow(1000);
    window.restart(range(51, 100));
    window.merge(range(26, 75), 100, true);
    expect(placesOf(window)).toEqual(range(26, 100).map(({ seq }) => seq));
    expect(window.hasNewer).toBe(false);
  });

  it('holds what is around the place where somebody reads, and loads the rest again', () => {
    const window = new MessageWindow(10);
    window.restart(range(91, 100));
    window.lookAt(91);
    window.merge(range(81, 90), 100);
    expect(placesOf(window)).toEqual(range(86, 95).map(({ seq }) => seq));
    expect(window).toMatchObject({ floor: 86, ceiling: 95, hasNewer: true });
    window.apply(range(101, 103));
    window.lookAt(95);
    window.merge(range(96, 103), 103);
    expect(placesOf(window)).toEqual(range(90, 99).map(({ seq }) => seq));
    window.lookAt(null);
    window.merge(range(100, 103), 103);
    expect(window).toMatchObject({ floor: 90, hasNewer: false });
  });

  it('takes nothing away from somebody who reads older messages when new ones come', () => {
    const window = new MessageWindow(10);
    window.restart(range(91, 100));
    window.lookAt(92);
    window.apply(range(101, 105));
    expect(placesOf(window)).toEqual(range(91, 100).map(({ seq }) => seq));
    expect(window).toMatchObject({ floor: 91, hasNewer: true });
  });

  describe('of which a page is late', () => {
    it('takes what changed meanwhile over what the page says', async () => {
      const window = new MessageWindow(100);
      window.restart(range(51, 60));
      const page = late(range(41, 50));
      const taken = window.load(page.asked, (items) => window.merge(items, 60));
      window.apply([messageOf(45, 70, 'edited'), messageOf(3, 71, 'not in it')]);
      page.answer();
      expect(await taken).toBe(true);
      expect(window.messages[4]).toMatchObject({ rev: 70, body: 'edited' });
      expect(placesOf(window)).toEqual(range(41, 60).map(({ seq }) => seq));
    });

    it('takes none that is older than a new beginning, however near', async () => {
      const window = new MessageWindow(100);
      window.restart(range(51, 60));
      const page = late(range(41, 50));
      const taken = window.load(page.asked, (items) => window.merge(items, 60));
      window.restart(range(51, 62));
      page.answer();
      expect(await taken).toBe(false);
      expect(window).toMatchObject({ floor: 51, ceiling: 62 });
    });

    it('leaves no hole where it has let go of the oldest meanwhile', async () => {
      const window = new MessageWindow(10);
      window.restart(range(51, 60));
      const page = late(range(41, 50));
      const taken = window.load(page.asked, (items) => window.merge(items, 61));
      window.apply(range(61, 65));
      page.answer();
      await taken;
      expect(window).toMatchObject({ floor: 56, hasOlder: true });
      expect(placesOf(window)).toEqual(range(56, 65).map(({ seq }) => seq));
    });
  });

  it('begins with what has no hole, though something older changed while its page was on the way', () => {
    const window = new MessageWindow(100);
    window.restart([...range(51, 60), messageOf(3, 70, 'edited'), messageOf(61, 71)]);
    expect(window).toMatchObject({ floor: 51, ceiling: 61 });
    expect(placesOf(window)).toEqual(range(51, 61).map(({ seq }) => seq));
  });
});
