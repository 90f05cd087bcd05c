import { navigate } from 'wouter/use-browser-location';
import { client } from '../core/client';
import { renewPush, turnOffPush } from './push';

/** What a page tells the worker. */
interface Keep {
  type: 'keep';
  urls: string[];
}

/** What has been loaded until now, so that the application opens without a network. */
function keepAssets(worker: ServiceWorker): void {
  const urls = performance.getEntriesByType('resource').map(({ name }) => name);
  worker.postMessage({ type: 'keep', urls } satisfies Keep);
}

/** Nobody is to be told in this browser of what concerns whoever was signed in; who signs in is. */
function followSignIn(): void {
  let user = client.user?.id;
  client.connection.subscribe(() => {
    const now = client.user?.id;
    if (now === user) return;
    user = now;
    // There is nobody to tell of a failure: the server reaches no session that has ended.
    void (now === undefined ? turnOffPush() : renewPush()).catch(() => undefined);
  });
}

/** Push notifications, and the application without a network. The page goes where a notification leads. */
export async function startServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ type?: string; path?: string }>) => {
    if (data.type === 'open' && data.path?.startsWith('/')) navigate(data.path);
  });
  followSignIn();
  await navigator.serviceWorker.register('/sw.js');
  const { active } = await navigator.serviceWorker.ready;
  if (active) keepAssets(active);
}
