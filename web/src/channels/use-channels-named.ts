import { client } from '../core/client';
import { usePart } from '../core/use-observable';
import { withChannels } from './channel-link';

/** A message's HTML with the channels that it names as they are called now. */
export const useChannelsNamed = (html: string): string =>
  usePart(client.channels, (channels) => withChannels(html, (id) => channels.find((each) => each.id === id)?.info));
