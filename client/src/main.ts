/** The package's face: what applications may rely on. */
export { Client } from './client.js';
export { ClientError } from './client-error.js';
export { MemoryStore } from './client-store.js';
export { IndexedDbStore } from './indexed-db-store.js';
export { when } from './observable.js';
export type { Channel } from './channel.js';
export type { ChannelSnapshot } from './channel-snapshot.js';
export type { Applied, ChannelSummary } from './channels.js';
export type { FailureCode } from './client-error.js';
export type { ClientStore } from './client-store.js';
export type { ConnectionState } from './connection.js';
export type { Inbox, InboxSnapshot } from './inbox.js';
export type { TransportName } from './link.js';
export type { Observable } from './observable.js';
export type { ClientEvents, ClientOptions } from './options.js';
export type { Sending } from './outbox.js';
export type { PendingMessage, SendOptions } from './outgoing.js';
export type * from './contract.js';
