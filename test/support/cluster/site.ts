import type { Api } from './api.js';
import type { ChannelHeadFact, StoredMessage } from './facts.js';

/** A look at what is really stored, past the servers that are on trial. */
export interface StoreView {
  /** Null where the store cannot be asked at the moment. */
  has: (messageId: string) => Promise<boolean | null>;
  heads: (channelIds: readonly string[]) => Promise<ChannelHeadFact[]>;
  history: (channelIds: readonly string[]) => Promise<StoredMessage[]>;
}

/** Servers to try, whatever they are made of. */
export interface Site {
  instances: readonly Api[];
  store: StoreView;
}
