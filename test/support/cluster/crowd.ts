import { ChaosClient } from './chaos-client.js';
import { now, pick, seededRandom } from './clock.js';
import type { Identity } from './api.js';
import type { ChannelHeadFact, History, MembershipFact, StoreLookFact, StoredMessage } from './facts.js';
import { fewRepeats, type Repeats, Sender } from './sender.js';
import type { Site } from './site.js';
import { until } from './until.js';

const CONNECT_WITHIN_MS = 60_000;
const OUTBOX_LIMIT = 8;
const LOOK_SHARE = 0.2;
const BAD_SHARE = 0.02;
const POLLING_SHARE = 0.1;
const TOO_LONG = 4_001;

export interface CrowdMember {
  who: Identity;
  channels: readonly string[];
  /** Devices of the user; the second is at home on the second instance, and so on. */
  devices?: number;
}

export interface CrowdOptions {
  site: Site;
  members: readonly CrowdMember[];
  /** All the channels of this run, also those that only some members are in. */
  channels: readonly string[];
  seed: number;
  repeats?: Repeats;
  /** Milliseconds between two sends of a client, at random from these to half as much again. */
  everyMs: number;
}

/** Many clients at once, with what they send, and the history they leave behind for the checker. */
export class Crowd {
  readonly clients: ChaosClient[] = [];
  readonly senders: Sender[] = [];
  readonly startedAt = now();
  private readonly looks: StoreLookFact[] = [];
  private readonly memberships: MembershipFact[];
  private readonly random: () => number;
  private readonly timers = new Set<NodeJS.Timeout>();
  private bodies = 0;

  constructor(private readonly options: CrowdOptions) {
    const { members, seed } = options;
    this.random = seededRandom(seed);
    this.memberships = members.flatMap(({ who, channels }) =>
      channels.map((channelId) => ({ userId: who.userId, channelId, removedAfterSeq: null })),
    );
    for (const [index, member] of members.entries()) {
      for (let device = 0; device < (member.devices ?? 1); device++) this.add(member, index, device);
    }
  }

  async connect(): Promise<void> {
    for (const client of this.clients) client.connect();
    const missing = (): number => this.clients.filter((client) => !client.ready).length;
    await until(
      () => `${missing()} of ${this.clients.length} clients have no ready`,
      () => missing() === 0,
      CONNECT_WITHIN_MS,
    );
  }

  startTraffic(): void {
    for (const [index, client] of this.clients.entries()) {
      const sender = this.senders[index];
      if (sender) this.sendLater(client, sender);
    }
  }

  stopTraffic(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    for (const sender of this.senders) sender.finish();
  }

  /** Notes that the user may see nothing of the channel from now on. Call it when the removal has been answered. */
  async noteRemoval(userId: string, channelId: string): Promise<void> {
    const [head] = await this.options.site.store.heads([channelId]);
    const fact = this.memberships.find((known) => known.userId === userId && known.channelId === channelId);
    if (fact) fact.removedAfterSeq = head?.seq ?? 0;
  }

  /** Waits until every send has its answer; what has none by then stays open for the checker to see. */
  async settle(withinMs: number): Promise<void> {
    const open = (): number => this.senders.reduce((sum, { unsettled }) => sum + unsettled, 0);
    await until('outboxes', () => open() === 0, withinMs).catch(() => undefined);
    for (const sender of this.senders) sender.giveUp();
  }

  /** Milliseconds until every client had all there is, without being asked to; `withinMs` where some never had. */
  async caughtUp(withinMs: number): Promise<number> {
    const heads = await this.options.site.store.heads(this.options.channels);
    const behind = (): boolean =>
      this.clients.some((client) => {
        const mine = heads.filter(({ channelId }) => this.belongs(client.fact.userId, channelId));
        return mine.some(({ channelId, rev }) => client.cursor(channelId) < rev);
      });
    return until('clients', () => !behind(), withinMs).catch(() => withinMs);
  }

  close(): void {
    this.stopTraffic();
    for (const client of this.clients) client.close();
  }

  async history(): Promise<History> {
    const { site, channels } = this.options;
    const served = site.instances.map(async (api, index) => {
      const pages = await Promise.all(channels.map((channelId) => this.pagesOf(api, channelId)));
      return { by: `instance ${index}`, messages: pages.flat() };
    });
    const heads: ChannelHeadFact[] = await site.store.heads(channels);
    return {
      sends: this.senders.flatMap(({ sends }) => sends),
      devices: this.clients.map(({ fact }) => fact),
      memberships: this.memberships,
      looks: this.looks,
      stored: await site.store.history(channels),
      served: await Promise.all(served),
      heads,
    };
  }

  private belongs(userId: string, channelId: string): boolean {
    const known = this.memberships.find((fact) => fact.userId === userId && fact.channelId === channelId);
    return known?.removedAfterSeq === null;
  }

  private async pagesOf(api: Site['instances'][number], channelId: string): Promise<StoredMessage[]> {
    const stayed = this.memberships.find((fact) => fact.channelId === channelId && fact.removedAfterSeq === null);
    const reader = this.options.members.find(({ who }) => who.userId === stayed?.userId);
    return reader ? api.history(reader.who, channelId) : [];
  }

  private add({ who, channels }: CrowdMember, index: number, device: number): void {
    const { site, seed } = this.options;
    const random = seededRandom(seed * 7_919 + index * 31 + device);
    const client = new ChaosClient({
      device: `client ${index}${device > 0 ? `/${device}` : ''}`,
      who,
      instances: site.instances,
      home: (index + device) % site.instances.length,
      loyal: index % 4 < 2,
      transports: random() < POLLING_SHARE ? ['polling', 'websocket'] : ['websocket'],
      channels,
      scope: new Set(this.options.channels),
      random,
    });
    this.clients.push(client);
    this.senders.push(new Sender(client, this.options.repeats ?? fewRepeats, (messageId) => this.look(messageId)));
  }

  private sendLater(client: ChaosClient, sender: Sender): void {
    const wait = this.options.everyMs * (1 + this.random() / 2);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (sender.unsettled < OUTBOX_LIMIT) this.sendOne(client, sender);
      this.sendLater(client, sender);
    }, wait);
    this.timers.add(timer);
  }

  private sendOne(client: ChaosClient, sender: Sender): void {
    const body = `message ${++this.bodies} of ${client.fact.device}`;
    const own = [...client.copies.keys()];
    if (own.length === 0) return;
    if (this.random() >= BAD_SHARE) return sender.send(pick(own, this.random), body);
    const foreign = this.options.channels.filter((channelId) => !client.copies.has(channelId));
    const dice = this.random();
    if (foreign.length > 0 && dice < 0.4) sender.send(pick(foreign, this.random), body);
    else sender.send(pick(own, this.random), dice < 0.7 ? '' : body.padEnd(TOO_LONG, '.'));
  }

  private look(messageId: string): void {
    if (this.random() >= LOOK_SHARE) return;
    void this.lookNow(messageId);
  }

  private async lookNow(messageId: string): Promise<void> {
    const present = await this.options.site.store.has(messageId);
    if (present !== null) this.looks.push({ messageId, present });
  }
}
