import { beforeEach, expect, it } from 'vitest';
import type { VirtualizerHandle } from 'virtua';
import { ListPlace } from './list-place';

const list = {
  scrollOffset: 0,
  viewportSize: 500,
  scrollSize: 5000,
  findItemIndex: () => 0,
  scrollToIndex: () => undefined,
};
let place: ListPlace;

/** It stands there now, of so many pixels. */
function scroll(scrollOffset: number, scrollSize = 5000, isNewest = true): void {
  Object.assign(list, { scrollOffset, scrollSize });
  place.look(isNewest);
}

beforeEach(() => {
  place = new ListPlace();
  place.attach(list as unknown as VirtualizerHandle);
  scroll(4500);
});

it('follows the end until somebody goes back, and again from there', () => {
  scroll(4500, 5600);
  expect(place.follows).toBe(true);
  scroll(4400, 5600);
  expect(place.follows).toBe(false);
  scroll(5100, 5600);
  expect(place.follows).toBe(true);
});

it('goes on to the end where rows turn out smaller, and where newer ones are still to come', () => {
  scroll(1000);
  place.toEnd(9);
  scroll(4000, 5000, false);
  scroll(0, 9000);
  scroll(5000, 9000);
  scroll(4000, 8000);
  expect(place.follows).toBe(true);
  scroll(7500, 8000);
  scroll(7000, 8000);
  expect(place.follows).toBe(false);
});

it('lets whoever scrolls on the way go where they want', () => {
  scroll(1000);
  place.toEnd(9);
  place.taken();
  scroll(900);
  expect(place.follows).toBe(false);
});

it('is at the end already', () => {
  place.toEnd(9);
  scroll(4000);
  expect(place.follows).toBe(false);
});
