import type { PushKey, PushSubscription as Kept } from '../../../src/contract/push.js';
import { client } from '../core/client';
import { refresh } from '../core/queries';

const PATH = '/push/subscriptions';

/** `unsupported`: this browser has no push notifications here; `denied`: its user does not let this site show any. */
export type PushState = 'unsupported' | 'denied' | 'off' | 'on';

const isSupported = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const present = async (): Promise<PushSubscription | null> => {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
};

/** How this browser stands. */
export async function pushState(): Promise<PushState> {
  if (!isSupported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  return (await present()) ? 'on' : 'off';
}

const tell = async (subscription: PushSubscription): Promise<void> => {
  await client.call<Kept>(PATH, { method: 'POST', body: subscription.toJSON() });
  await refresh(PATH);
};

/** Asks the user, who has just pressed something that says so, and lets the server reach this browser. */
export async function turnOnPush(): Promise<PushState> {
  if (!isSupported()) return 'unsupported';
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  const { publicKey } = await client.call<PushKey>('/push/key');
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  await tell(subscription);
  return 'on';
}

/** The push service forgets this browser; the server, too, where it can be reached. */
export async function turnOffPush(): Promise<void> {
  if (!isSupported()) return;
  const subscription = await present();
  if (!subscription) return;
  await subscription.unsubscribe();
  await refresh(PATH);
}

/** A browser that is reachable is so for whoever is signed in now, in the present session. */
export async function renewPush(): Promise<void> {
  if (!isSupported()) return;
  const subscription = await present();
  if (subscription) await tell(subscription);
}
