import { constants, type NodeGCPerformanceDetail, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';

/**
 * Tells after each full garbage collection how many bytes of heap and of what belongs to it are in use: at any other time
 * most of what is in use may be garbage. Until what it answers is called.
 */
export function watchLiveMemory(tell: (bytes: number) => void): () => void {
  const observer = new PerformanceObserver((list) => {
    if (list.getEntries().some(wasFull)) tell(usedBytes());
  });
  observer.observe({ type: 'gc' });
  return () => observer.disconnect();
}

export function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const wasFull = (entry: PerformanceEntry): boolean =>
  'detail' in entry && (entry.detail as NodeGCPerformanceDetail).kind === constants.NODE_PERFORMANCE_GC_MAJOR;
