import { startServiceWorker } from '../push/service-worker';
import { client, store } from './client';
import { TabSeat } from './tab-seat';

/** `starting`: the store is being read; `elsewhere`: another tab has it; `failed`: this browser keeps nothing. */
export type PageState = 'starting' | 'running' | 'elsewhere' | 'failed';

const seat = new TabSeat();

/** Goes on from the browser's store, unless another tab has it. Tells where this tab stands, also later. */
export async function startPage(become: (state: PageState) => void): Promise<void> {
  if (await seat.isTaken()) return become('elsewhere');
  try {
    await client.start();
    seat.take(async () => {
      await client.stop();
      store.close();
      become('elsewhere');
    });
    become('running');
    if (import.meta.env.PROD) void startServiceWorker().catch(() => undefined);
  } catch (error) {
    become((error as { code?: unknown }).code === 'conflict' ? 'elsewhere' : 'failed');
  }
}

/** The tab that has the store leaves it to this one, which begins anew. */
export async function takeOver(): Promise<void> {
  await seat.clear();
  location.reload();
}
