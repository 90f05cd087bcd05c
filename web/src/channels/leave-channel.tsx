import type { Channel } from '../../../src/contract/channels.js';
import i18next from 'i18next';
import { client } from '../core/client';
import { sayError } from '../core/say';
import { confirm } from '../core/open-dialog';

/** Asks first, for nobody comes back into a private channel by themselves. */
export function leaveChannel({ id, kind, name }: Channel, left: () => void): void {
  const ns = { ns: 'channels' } as const;
  const leave = async (): Promise<void> => {
    try {
      await client.leave(id);
      left();
    } catch (error) {
      sayError(error);
    }
  };
  const text = kind === 'private' ? i18next.t('leave.private', ns) : i18next.t('leave.public', ns);
  confirm(
    { title: i18next.t('leave.title', { ...ns, name: name ?? '' }), text, action: i18next.t('leave.action', ns) },
    () => void leave(),
  );
}
