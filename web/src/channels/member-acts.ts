import i18next from 'i18next';
import type { MemberRole } from '../../../src/contract/channels.js';
import type { User } from '../../../src/contract/users.js';
import { client } from '../core/client';
import { refresh } from '../core/queries';
import { say, sayError } from '../core/say';
import { confirm } from '../core/open-dialog';

type Target = Pick<User, 'id' | 'displayName'>;

const members = (channelId: string): string => `/channels/${channelId}/members`;

/** Whoever looks at the channel's people sees them anew. */
export const peopleChanged = (channelId: string): void => {
  void refresh(members(channelId));
  void refresh(`/channels/${channelId}/bans`);
};

/** Tells whether it went well, and why not. */
async function act(channelId: string, call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    peopleChanged(channelId);
    return true;
  } catch (error) {
    sayError(error);
    return false;
  }
}

/** Whoever is there already stays what they are. */
export const bringIn = (channelId: string, userId: string): Promise<boolean> =>
  act(
    channelId,
    client.call(`${members(channelId)}/${userId}`, { method: 'PUT', body: { role: 'member', ifAbsent: true } }),
  );

export const setRole = (channelId: string, userId: string, role: MemberRole): Promise<boolean> =>
  act(channelId, client.call(`${members(channelId)}/${userId}`, { method: 'PUT', body: { role } }));

export function removeMember(channelId: string, { id, displayName: name }: Target): void {
  const ns = { ns: 'running' } as const;
  const remove = async (): Promise<void> => {
    const done = await act(channelId, client.call(`${members(channelId)}/${id}`, { method: 'DELETE' }));
    if (done) say(i18next.t('members.removed', { ...ns, name }));
  };
  confirm(
    {
      title: i18next.t('members.removeTitle', { ...ns, name }),
      text: i18next.t('members.removeText', ns),
      action: i18next.t('members.remove', ns),
    },
    () => void remove(),
  );
}

export async function unmute(channelId: string, { id, displayName: name }: Target): Promise<void> {
  const done = await act(channelId, client.call(`${members(channelId)}/${id}/mute`, { method: 'DELETE' }));
  if (done) say(i18next.t('members.unmuted', { ns: 'running', name }));
}

export const unban = (channelId: string, userId: string): Promise<boolean> =>
  act(channelId, client.call(`/channels/${channelId}/bans/${userId}`, { method: 'DELETE' }));
