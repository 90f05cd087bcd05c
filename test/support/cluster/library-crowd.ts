import type { TransportName } from '../../../client/src/main.js';
import { BreakableProxy } from './breakable-proxy.js';
import { pick, seededRandom } from './clock.js';
import type { Cluster } from './cluster.js';
import type { CrowdMember } from './crowd.js';
import type { History } from './facts.js';
import { LibraryDevice } from './library-device.js';
import type { Session } from './session.js';
import { until } from './until.js';

const SEND_EVERY_MS = 400;
const SIGN_IN_AT_A_TIME = 5;
const BAD_SHARE = 0.02;
const CONNECT_WITHIN_MS = 60_000;
const ALL: readonly TransportName[] = ['websocket', 'polling', 'sse'];
const CHOICES: readonly (readonly TransportName[])[] = [ALL, ['websocket'], ['polling'], ['sse'], ['sse', 'polling']];

export interface LibraryMember extends CrowdMember {
  who: Session;
}

/** Many clients of the package, each behind ways to both instances that can be broken, and what they send. */
export class LibraryCrowd {
  readonly devices: LibraryDevice[];
  private readonly random: () => number;
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly restarting = new Set<Promise<void>>();
  private bodies = 0;

  private constructor(
    private readonly cluster: Cluster,
    private readonly members: readonly LibraryMember[],
    private readonly channels: readonly string[],
    /** To each instance. */
    readonly ways: readonly BreakableProxy[],
    seed: number,
  ) {
    this.random = seededRandom(seed);
    const urls = ways.map(({ port }) => `http://127.0.0.1:${port}`);
    this.devices = members.map(({ who, channels: mine }, i) => {
      const client = { url: urls, firstUrl: i % urls.length, pollMs: 2_000, betterEveryMs: 3_000, windowSize: 100_000 };
      const random = seededRandom(seed * 7_919 + i);
      return new LibraryDevice({ device: `client ${i}`, who, channels: mine, random, client });
    });
  }

  static async gather(
    cluster: Cluster,
    { members, channels }: { members: readonly LibraryMember[]; channels: readonly string[] },
    seed: number,
  ): Promise<LibraryCrowd> {
    const targets = cluster.web.map(({ url }) => ({ host: '127.0.0.1', port: Number(new URL(url).port) }));
    const ways = await Promise.all(targets.map((target) => BreakableProxy.before(target)));
    const crowd = new LibraryCrowd(cluster, members, channels, ways, seed);
    for (let start = 0; start < crowd.devices.length; start += SIGN_IN_AT_A_TIME) {
      await Promise.all(crowd.devices.slice(start, start + SIGN_IN_AT_A_TIME).map((device) => device.signIn()));
    }
    await crowd.allReady(CONNECT_WITHIN_MS);
    return crowd;
  }

  get acked(): number {
    return this.outcomes('acked');
  }

  get refused(): number {
    return this.outcomes('refused');
  }

  startTraffic(): void {
    for (const device of this.devices) this.sendLater(device);
  }

  stopTraffic(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** One after the other, for as long as the traffic lasts: clients die and are started again, or change transports. */
  startUnrest(everyMs: number): void {
    this.repeat(everyMs, () => {
      const device = pick(this.devices, this.random);
      if (this.random() < 0.5) return device.use(pick(CHOICES, this.random));
      const restart = device.restart().finally(() => this.restarting.delete(restart));
      this.restarting.add(restart);
    });
  }

  /** Everything is mended; what is still to come comes by any way. */
  async calm(withinMs: number): Promise<number> {
    this.stopTraffic();
    await Promise.all(this.restarting);
    for (const device of this.devices) device.client.use(ALL);
    const open = (): number => this.devices.reduce((sum, { unsettled }) => sum + unsettled, 0);
    const took = await until(
      () => `${open()} messages are still to be sent`,
      () => open() === 0,
      withinMs,
    );
    await this.allReady(withinMs);
    return took;
  }

  /** Milliseconds until every client had been shown all there is. */
  async caughtUp(withinMs: number): Promise<number> {
    const heads = await this.cluster.site.store.heads(this.channels);
    const revs = new Map(heads.map(({ channelId, rev }) => [channelId, rev]));
    const behind = (): string[] =>
      this.devices.flatMap((device) =>
        device.options.channels.flatMap((id) =>
          device.cursor(id) < (revs.get(id) ?? 0)
            ? [`${device.fact.device} ${id} ${device.cursor(id)}/${revs.get(id)}`]
            : [],
        ),
      );
    return until(
      () => `clients are behind: ${behind().slice(0, 5).join(', ')}`,
      () => behind().length === 0,
      withinMs,
    );
  }

  async history(): Promise<History> {
    const { instances, store } = this.cluster.site;
    const [owner] = this.members;
    if (!owner) throw new Error('a crowd of nobody');
    const served = instances.map(async (api, index) => {
      const pages = await Promise.all(this.channels.map((channelId) => api.history(owner.who, channelId)));
      return { by: `instance ${index}`, messages: pages.flat() };
    });
    const stored = await store.history(this.channels);
    const byClientId = new Map(stored.map((message) => [message.clientId, { ...message, createdAt: '' }]));
    for (const device of this.devices) device.closeBooks(byClientId);
    return {
      sends: this.devices.flatMap(({ sends }) => sends),
      devices: this.devices.map(({ fact }) => fact),
      memberships: this.members.flatMap(({ who, channels }) =>
        channels.map((channelId) => ({ userId: who.userId, channelId, removedAfterSeq: null })),
      ),
      looks: [],
      stored,
      served: await Promise.all(served),
      heads: await store.heads(this.channels),
    };
  }

  async close(): Promise<void> {
    this.stopTraffic();
    await Promise.all(this.devices.map((device) => device.stop()));
    await Promise.all(this.ways.map((way) => way.close()));
  }

  private outcomes(kind: 'acked' | 'refused'): number {
    const sends = this.devices.flatMap((device) => device.sends);
    return sends.filter(({ attempts }) => attempts.some(({ outcome }) => outcome.kind === kind)).length;
  }

  private async allReady(withinMs: number): Promise<void> {
    const missing = (): string[] =>
      this.devices
        .filter(({ ready }) => !ready)
        .map(({ fact, client }) => `${fact.device} ${JSON.stringify(client.connection.snapshot())}`);
    await until(
      () => `${missing().length} clients are not online: ${missing()[0]}`,
      () => missing().length === 0,
      withinMs,
    );
  }

  private sendLater(device: LibraryDevice): void {
    this.repeat(SEND_EVERY_MS, () => {
      const channelId = pick(device.options.channels, this.random);
      device.send(channelId, this.random() < BAD_SHARE ? ' ' : `message ${++this.bodies} of ${device.fact.device}`);
    });
  }

  private repeat(everyMs: number, work: () => void): void {
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        work();
        this.repeat(everyMs, work);
      },
      everyMs * (0.75 + this.random() / 2),
    );
    this.timers.add(timer);
  }
}
