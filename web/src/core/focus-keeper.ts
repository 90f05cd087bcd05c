import { isByPointer } from './by-pointer';
import { writingBoxOf } from './writing-box';

/** What stands over the page, or beside it for a while. */
const OVER = '[role="dialog"], [role="menu"], [role="listbox"], aside';
const LINE = 'li, tr, article';
const FOCUSABLE = 'a[href], button, input, select, textarea, [tabindex="0"]';
const PAGE = 'main, body, html, #root';
const KEPT = 12;
/** Whatever has a better place for the focus puts it there within that. */
const OTHERS_MS = 40;

/** Where the focus was, and what stood around it then: what is gone stands nowhere. */
interface Step {
  readonly element: HTMLElement;
  /** From the nearest to the farthest. */
  readonly around: readonly Element[];
  readonly over: Element | null;
  readonly line: Element | null;
  readonly list: Element | null;
  /** Of the line in its list, and of the element in its line. */
  readonly place: number;
  readonly at: number;
  readonly byPointer: boolean;
}

const steps: Step[] = [];
/** Somebody pressed where nothing takes the focus. */
let isLeft = false;
/** What had the focus takes none for a while. */
let isResting = false;
let timer: ReturnType<typeof setTimeout> | undefined;

const isThere = (element: HTMLElement): boolean =>
  element.isConnected && !element.matches(':disabled') && element.checkVisibility({ visibilityProperty: true });

const focusables = (within: Element): HTMLElement[] =>
  [...within.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((each) => each.tabIndex >= 0 && isThere(each));

function ancestors(element: Element): Element[] {
  const { parentElement } = element;
  return parentElement ? [parentElement, ...ancestors(parentElement)] : [];
}

function remember(element: HTMLElement): void {
  isLeft = isResting = false;
  if (steps.at(-1)?.element === element) return;
  const line = element.closest(LINE);
  const list = line?.parentElement ?? null;
  steps.push({
    element,
    around: ancestors(element),
    over: element.closest(OVER),
    line,
    list,
    place: line && list ? [...list.children].indexOf(line) : 0,
    at: line ? Math.max(0, focusables(line).indexOf(element)) : 0,
    byPointer: isByPointer(),
  });
  if (steps.length > KEPT) steps.shift();
}

/** In the line that has the place of the one that is gone, or else in one near it. */
function inList(list: Element, { place, at }: Step): HTMLElement | undefined {
  const lines = [...list.children];
  for (const line of [...lines.slice(place), ...lines.slice(0, place).toReversed()]) {
    const found = focusables(line);
    if (found.length > 0) return found[Math.min(at, found.length - 1)];
  }
  return undefined;
}

const latestIn = (within: Element): HTMLElement | undefined =>
  steps.findLast(({ element }) => within.contains(element) && isThere(element))?.element;

/** As near to where somebody was as something takes the focus. */
function near(step: Step): HTMLElement | undefined {
  const message = step.around.find((around) => around.isConnected && around.matches('article[tabindex]'));
  // At a message each key does something: whoever used a pointer goes on writing.
  if (message instanceof HTMLElement) return (step.byPointer && writingBoxOf(message)) || message;
  for (const around of step.around) {
    if (!around.isConnected || around.matches(PAGE)) continue;
    const found = around === step.list ? inList(around, step) : (latestIn(around) ?? focusables(around)[0]);
    if (found) return found;
  }
  return undefined;
}

function heading(): HTMLElement | null {
  const found = document.querySelector<HTMLElement>('main h1');
  if (found) found.tabIndex = -1;
  return found;
}

const isOver = ({ over }: Step): boolean => over !== null && !over.isConnected;

/** What opened that in which the focus was, or something near where it was. */
function back(): HTMLElement | null {
  const opener = steps.findLast((step) => !isOver(step));
  if (!opener) return heading();
  return (isThere(opener.element) ? opener.element : near(opener)) ?? heading();
}

/** Lists that are scrolled let go of lines that are there nevertheless. */
const isScrolledAway = ({ line, around }: Step): boolean =>
  !line?.isConnected && around.some((each) => each.isConnected && each.matches('[role="feed"]'));

function check(): void {
  timer = undefined;
  const last = steps.at(-1);
  const { activeElement } = document;
  if (!last || (activeElement && activeElement !== document.body)) return;
  if (last.element.isConnected && last.element.matches(':disabled')) {
    isResting = true;
  } else if (isThere(last.element)) {
    if (isResting) last.element.focus({ preventScroll: true });
  } else if (isOver(last) || !(isLeft || isScrolledAway(last))) {
    back()?.focus({ preventScroll: true });
  }
}

/**
 * The focus never falls: where what has it goes away, it goes to what opened that, to the next line of a list, or to the
 * page's heading. Whatever puts it elsewhere by itself is left to do so.
 */
export function keepFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) remember(target);
  });
  // Not every browser focuses what is pressed.
  document.addEventListener('pointerdown', ({ target }) => {
    const pressed = target instanceof Element ? target.closest<HTMLElement>(FOCUSABLE) : null;
    if (pressed) remember(pressed);
    else [isLeft, isResting] = [true, false];
  });
  new MutationObserver(() => {
    timer ??= setTimeout(check, OTHERS_MS);
  }).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled', 'hidden'],
  });
}
