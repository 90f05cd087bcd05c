import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { MembersService } from '../channels/members.service.js';
import { Gatherer } from '../core/gatherer.js';
import { UserStatuses } from '../presence/user-statuses.service.js';
import { ClusterFigures } from './cluster-figures.service.js';
import { SharedPeople } from './shared-people.js';

/** So old may be what is told of who is online in a channel. */
const KEEP_MS = 2000;
/** A statement carries the ids of everybody online: there is one in this time at most, whatever number of members ask. */
const ROUND_MS = 250;

interface Picture {
  takenAt: number;
  /** Everybody who was online then. */
  userIds: readonly string[];
  /** Those of them whom others may know of, once it is asked for; their places here are what `people` holds. */
  visible: Promise<readonly string[]> | null;
  people: SharedPeople;
}

interface Asked {
  channelIds: readonly string[];
  resolve: (people: SharedPeople) => void;
  reject: (error: unknown) => void;
}

/**
 * Who is online in which channels, save for invisible people: read once for all who ask, of the channels that are asked for
 * and no others.
 */
@Injectable()
export class PeopleInChannels {
  private picture: Picture = { takenAt: -Infinity, userIds: [], visible: null, people: new SharedPeople(0) };
  private readonly rounds = new Gatherer<Asked>((asked) => this.read(asked), ROUND_MS);

  constructor(
    private readonly members: MembersService,
    private readonly cluster: ClusterFigures,
    private readonly statuses: UserStatuses,
  ) {}

  /** Knows these channels, and perhaps others. */
  of(channelIds: readonly string[]): Promise<SharedPeople> {
    const { people } = this.present();
    if (channelIds.every((id) => people.has(id))) return Promise.resolve(people);
    return new Promise((resolve, reject) => this.rounds.add({ channelIds, resolve, reject }));
  }

  private present(): Picture {
    const now = performance.now();
    if (now - this.picture.takenAt > KEEP_MS) {
      const userIds = this.cluster.people.ids();
      this.picture = { takenAt: now, userIds, visible: null, people: new SharedPeople(userIds.length) };
    }
    return this.picture;
  }

  private visible(picture: Picture): Promise<readonly string[]> {
    const asked = (picture.visible ??= this.statuses.visibleAmong(picture.userIds));
    asked.catch(() => (picture.visible = null));
    return asked;
  }

  private async read(asked: Asked[]): Promise<void> {
    const round = sleep(ROUND_MS, undefined, { ref: false });
    try {
      const picture = this.present();
      const { people } = picture;
      const wanted = new Set(asked.flatMap(({ channelIds }) => channelIds));
      const missing = [...wanted].filter((id) => !people.has(id));
      const places = await this.members.present(missing, await this.visible(picture));
      for (const id of missing) people.set(id, places.get(id) ?? []);
      for (const { resolve } of asked) resolve(people);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
    await round;
  }
}
