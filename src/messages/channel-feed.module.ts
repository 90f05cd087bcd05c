import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels/channels.module.js';
import { ChannelComparison } from './channel-comparison.service.js';
import { ChannelFeed } from './channel-feed.service.js';
import { MessagesModule } from './messages.module.js';

/** The channels that have readers on this instance, for whatever kind of connection. */
@Module({
  imports: [ChannelsModule, MessagesModule],
  providers: [ChannelFeed, ChannelComparison],
  exports: [ChannelFeed, ChannelComparison],
})
export class ChannelFeedModule {}
