import type { ChannelDesk } from './channel.js';
import type { Channels } from './channels.js';
import type { Connection } from './connection.js';
import type { MessagePage, MyChannel, Thread } from './contract.js';
import type { Live } from './live.js';
import type { Outbox } from './outbox.js';
import type { ReadMarkers } from './read-markers.js';
import type { Session } from './session.js';

/** The parts of a client that carry out what is asked of a channel. */
export interface DeskParts {
  connection: Connection;
  session: Session;
  channels: Channels;
  live: Live;
  outbox: Outbox;
  markers: ReadMarkers;
}

/** `parts` is asked when they are needed: channels and the parts are made for each other. */
export const makeDesk = (parts: () => DeskParts): ChannelDesk => ({
  open: (state) => parts().live.follow(state),
  close: (state) => parts().live.unfollow(state),
  restart: (state) => {
    state.log.forget();
    parts().live.follow(state);
  },
  send: (channelId, body, options) => parts().outbox.add(channelId, body, options),
  pending: (channelId) => parts().outbox.of(channelId),
  retry: (clientId) => parts().outbox.retry(clientId),
  discard: (clientId) => parts().outbox.discard(clientId),
  edit: (messageId, body) => parts().connection.request('message:edit', { messageId, body }),
  remove: (messageId) => parts().connection.request('message:delete', { messageId }),
  typing: (channelId) =>
    void parts()
      .connection.request('typing:start', { channelId })
      .catch(() => undefined),
  read: (state, seq) => parts().markers.mark(state, seq),
  unread: async (state, seq) => {
    // What was still to be told of reading is void.
    state.readTarget = 0;
    state.read(await parts().connection.request('channel:unread', { channelId: state.id, seq }), true);
  },
  follow: async (state, follows) => {
    const call = { method: follows ? ('PUT' as const) : ('DELETE' as const) };
    const { seq, rev, follower } = await parts().session.call<Thread>(`/threads/${state.id}/follow`, call);
    if (follower) state.head({ seq, rev, ...follower });
    state.becomeFollower(follower !== null);
  },
  notify: async (channelId, notifications) => {
    const { session, channels } = parts();
    const call = { method: 'PUT' as const, body: notifications };
    channels.describe(await session.call<MyChannel>(`/channels/${channelId}/notifications`, call));
  },
  history: (channelId, query) => parts().session.call<MessagePage>(`/channels/${channelId}/messages?${query}`),
});
