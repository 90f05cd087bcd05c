import type { ChannelSummary } from '@tertulia/client';
import { client } from '../core/client';

const wrote = new Map<string, number>();

client.on('channel:changes', ({ channelId, changes }) => {
  for (const { message } of changes) {
    wrote.set(channelId, Math.max(wrote.get(channelId) ?? 0, Date.parse(message.createdAt)));
  }
});

/** When somebody wrote last, as far as it was heard here; else when the channel began. */
export const activityOf = ({ id, info }: ChannelSummary): number =>
  wrote.get(id) ?? Date.parse(info?.createdAt ?? '1970');
