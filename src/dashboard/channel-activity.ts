import { Injectable } from '@nestjs/common';
import { Bus } from '../core/broadcast/bus.service.js';
import { logAdvanced } from '../core/broadcast/log.topic.js';
import { RecentActivity } from './recent-activity.js';

/**
 * In which channels people are talking, over all instances: each hears of every new message as it is published. What
 * the bus loses is missing here; whoever must have every message has the log.
 */
@Injectable()
export class ChannelActivity extends RecentActivity {
  constructor(bus: Bus) {
    super(() => performance.now());
    bus.on(logAdvanced, (runs) => {
      // New messages carry the times of their way; changes of old ones do not.
      for (const { channelId, since, rev, stamps } of runs) if (stamps) this.add(channelId, rev - since);
    });
  }
}
