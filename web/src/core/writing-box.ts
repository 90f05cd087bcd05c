import { isTouch } from './is-touch';

/** Marks where something new is written. */
export const WRITING_BOX = { 'data-writing-box': true };

/** Of the conversation in which an element is; null where a keyboard on the screen would come up for it. */
export const writingBoxOf = (element: Element): HTMLElement | null =>
  isTouch() ? null : (element.closest('main, aside')?.querySelector<HTMLElement>('[data-writing-box]') ?? null);
