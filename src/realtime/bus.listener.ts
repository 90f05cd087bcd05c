import { Injectable, Logger } from '@nestjs/common';
import { allReadMoved, readMoved, readMovedBack } from '../channels/channel.topics.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { statusChanged } from '../presence/presence.topics.js';
import { accessChanged } from '../core/security/access.topic.js';
import { AccessMirror } from './access-mirror.js';
import { ChannelRooms } from './channel-rooms.js';
import { PresenceRelay } from './presence-relay.js';
import { ReadReceipts } from './read-receipts.js';

/** Takes what instances tell one another, this one included, to who sends it on to the sockets here. */
@Injectable()
export class BusListener {
  private readonly logger = new Logger(BusListener.name);

  constructor(bus: Bus, mirror: AccessMirror, rooms: ChannelRooms, receipts: ReadReceipts, presence: PresenceRelay) {
    bus.on(accessChanged, ({ userIds }) => {
      mirror.reload(userIds);
      rooms.recheckOnlookers(userIds);
    });
    bus.on(statusChanged, ({ userIds }) => presence.chose(userIds));
    bus.on(readMoved, (read) => this.logged(receipts.tell(read)));
    bus.on(readMovedBack, (marker) => this.logged(receipts.tellBack(marker)));
    bus.on(allReadMoved, (reads) => this.logged(receipts.tellAll(reads)));
  }

  private logged(work: Promise<void>): void {
    work.catch((error: unknown) => this.logger.warn({ err: error }, 'an event of the bus was not carried out'));
  }
}
