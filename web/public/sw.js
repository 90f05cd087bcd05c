// Shows push notifications, and opens the application where there is no network. What people wrote and read is not here:
// the page keeps that by itself.
const PAGE = 'page';
const ASSETS = 'assets';
/** More than one release has; the oldest go first. */
const MAX_ASSETS = 200;

const isAsset = (url) => url.origin === location.origin && /^\/(assets\/|icon|theme\.js|manifest)/.test(url.pathname);
/** Their names say what is in them. */
const neverChanges = (url) => url.pathname.startsWith('/assets/');

async function put(cacheName, request, response) {
  const cache = await caches.open(cacheName);
  await cache.put(request, response);
}

async function keepPage() {
  const response = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-cache' });
  if (!response.ok) return;
  await put(PAGE, '/', response.clone());
  const paths = [...(await response.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
  await keep(paths);
}

async function keep(urls) {
  const cache = await caches.open(ASSETS);
  for (const url of new Set(urls.map((path) => new URL(path, location.origin).href))) {
    if (!isAsset(new URL(url)) || (await cache.match(url))) continue;
    const response = await fetch(url).catch(() => null);
    if (response?.ok) await cache.put(url, response);
  }
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MAX_ASSETS)).map((request) => cache.delete(request)));
}

/** Every address of the application has the same page; other doors of the server have their own. */
async function keepIfPage(response) {
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || !type.startsWith('text/html')) return;
  const copy = response.clone();
  if ((await response.text()).includes('id="root"')) await put(PAGE, '/', copy);
}

/** Beside the answer, which does not wait for it; what cannot be kept is only not there without a network. */
const beside = (event, work) => event.waitUntil(work.catch(() => undefined));

/** The server's page, or the one that was last here. */
async function page(event) {
  const kept = () => caches.match('/', { cacheName: PAGE });
  try {
    const response = await fetch(event.request);
    if (response.status >= 500) return (await kept()) ?? response;
    beside(event, keepIfPage(response.clone()));
    return response;
  } catch (error) {
    const old = await kept();
    if (old) return old;
    throw error;
  }
}

async function asset(event) {
  const { request } = event;
  const kept = await caches.match(request, { cacheName: ASSETS });
  if (kept && neverChanges(new URL(request.url))) return kept;
  try {
    const response = await fetch(request);
    if (response.ok) beside(event, put(ASSETS, request, response.clone()));
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener('install', (event) => {
  event.waitUntil(keepPage().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('message', (event) => {
  if (event.data?.type === 'keep') event.waitUntil(keep(event.data.urls));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(page(event));
  else if (isAsset(new URL(request.url))) event.respondWith(asset(event));
});

/** As `src/push/push-payload.ts` writes it. */
self.addEventListener('push', (event) => {
  let message = {};
  try {
    message = event.data?.json() ?? {};
  } catch {
    // A message that is none is shown as one without words: browsers want something to be shown for each.
  }
  const { title = 'Tertulia', body = '', url = '/', tag } = message;
  const options = {
    body,
    tag,
    renotify: tag !== undefined,
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    data: { url },
  };
  event.waitUntil(self.registration.showNotification(title, options));
});

async function open(path) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = windows.find(({ focused }) => focused) ?? windows[0];
  if (!page) return self.clients.openWindow(path);
  // A browser may refuse to bring it to the front; it goes there all the same.
  await page.focus().catch(() => undefined);
  page.postMessage({ type: 'open', path });
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url } = event.notification.data ?? {};
  const { origin, pathname, search } = new URL(url ?? '/', location.origin);
  event.waitUntil(open(origin === location.origin ? pathname + search : '/'));
});
