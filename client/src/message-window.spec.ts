import { describe, expect, it } from 'vitest';
import { messageOf } from '../../test/support/client-log.js';
import { MessageWindow } from './message-window.js';

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => messageOf(from + i, from + i));
const placesOf = (window: MessageWindow) => window.messages.map(({ seq }) => seq);

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
    window.prepend(range(1, 3), true);
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
    window.around(range(26, 75), 200);
    expect(window).toMatchObject({ floor: 26, ceiling: 75, hasNewer: true });
    window.apply([messageOf(201, 300), messageOf(30, 301, 'edited')]);
    expect(placesOf(window).at(-1)).toBe(75);
    expect(window.messages[4]).toMatchObject({ body: 'edited' });
    window.append(range(76, 125), 201);
    window.append(range(126, 175), 201);
    window.append(range(176, 201), 201);
    expect(placesOf(window)).toEqual(range(26, 201).map(({ seq }) => seq));
    expect(window.hasNewer).toBe(false);
  });

  it('joins a page that touches it', () => {
    const window = new MessageWindow(1000);
    window.restart(range(51, 100));
    window.around(range(26, 75), 100);
    expect(placesOf(window)).toEqual(range(26, 100).map(({ seq }) => seq));
    expect(window.hasNewer).toBe(false);
  });

  it('holds what is around the place where somebody reads, and loads the rest again', () => {
    const window = new MessageWindow(10);
    window.restart(range(91, 100));
    window.lookAt(91);
    window.prepend(range(81, 90), false);
    expect(placesOf(window)).toEqual(range(86, 95).map(({ seq }) => seq));
    expect(window).toMatchObject({ floor: 86, ceiling: 95, hasNewer: true });
    window.apply(range(101, 103));
    window.lookAt(95);
    window.append(range(96, 103), 103);
    expect(placesOf(window)).toEqual(range(90, 99).map(({ seq }) => seq));
    window.lookAt(null);
    window.append(range(100, 103), 103);
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
});
