/** What a page recorded of itself. */
export interface Recorded {
  /** Milliseconds from a key until the frame that shows it; 0 where none was pressed. */
  keyP50: number;
  keyP95: number;
  longTaskMs: number;
  seconds: number;
  elements: number;
}

/** Runs in the page: records from now on what holds it up, until `recorded()` is asked for. */
export const RECORDER = `(() => {
  const keys = [];
  const tasks = [];
  const began = performance.now();
  let elements = 0;
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
  observer.observe({ type: 'longtask' });
  const onInput = (event) => {
    requestAnimationFrame(() => setTimeout(() => keys.push(performance.now() - event.timeStamp)));
  };
  addEventListener('input', onInput, true);
  globalThis.look = () => (elements = Math.max(elements, document.querySelectorAll('*').length));
  globalThis.recorded = () => {
    look();
    observer.disconnect();
    removeEventListener('input', onInput, true);
    const sorted = keys.toSorted((a, b) => a - b);
    const at = (share) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
    const longTaskMs = tasks.reduce((sum, { duration }) => sum + duration, 0);
    return { keyP50: at(0.5), keyP95: at(0.95), longTaskMs, seconds: (performance.now() - began) / 1000, elements };
  };
})()`;
