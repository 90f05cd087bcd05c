import { useEffect } from 'react';
import { useSignedIn } from '../auth/use-signed-in';
import { client } from '../core/client';
import { useConnected } from '../core/use-connected';
import { useObservable } from '../core/use-observable';
import { showDot } from './icon-dot';
import { titled } from './titled';

/** Says in the title, on the tab's icon and on the application's icon how much waits to be read. */
export function useAttention(): void {
  const signedIn = useSignedIn();
  const connected = useConnected();
  const inbox = useObservable(client.inbox);
  const unread = signedIn ? (inbox.unread ?? 0) : 0;
  const known = inbox.unread !== null;
  useEffect(() => {
    // It is asked for again with the next connection, and by the inbox itself.
    if (connected && !known) client.inbox.load().catch(() => undefined);
  }, [connected, known]);
  useEffect(() => {
    const title = document.querySelector('title');
    if (!title) return;
    const count = (): void => {
      const wanted = titled(document.title, unread);
      if (document.title !== wanted) document.title = wanted;
    };
    count();
    // Pages set their titles by themselves.
    const observer = new MutationObserver(count);
    observer.observe(title, { childList: true, characterData: true, subtree: true });
    return () => observer.disconnect();
  }, [unread]);
  const any = unread > 0;
  useEffect(() => void showDot(any).catch(() => undefined), [any]);
  useEffect(() => {
    if (!('setAppBadge' in navigator)) return;
    // Not every browser that has the method has an icon to write on.
    void (unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => undefined);
  }, [unread]);
}
