import { z } from 'zod';
import type { Cluster } from './cluster.js';
import type { CrowdMember } from './crowd.js';
import { Session } from './session.js';

const CHANNELS = 10;
const AT_A_TIME = 8;
/** Each user is in the channels this far, round the circle, from the one of its own number: 20 in each, bar the owner. */
const STEPS = [0, 1, 3, 6];
const Created = z.object({ id: z.string() });

/** The people of a cluster, and new channels for them whenever a test wants to start from nothing. */
export class Town {
  private constructor(
    private readonly cluster: Cluster,
    private readonly people: readonly Session[],
  ) {}

  static async settle(cluster: Cluster, size: number): Promise<Town> {
    const [api, other] = cluster.site.instances;
    if (!api || !other) throw new Error('a cluster has two instances');
    const owner = await Session.register(api, 'person0');
    const names = Array.from({ length: size - 1 }, (_, i) => `person${i + 1}`);
    const others = await inTurns(names, (name, i) => Session.register(i % 2 === 0 ? api : other, name));
    return new Town(cluster, [owner, ...others]);
  }

  /** The one who opened all channels, is in all of them and may remove people. */
  get owner(): Session {
    const [owner] = this.people;
    if (!owner) throw new Error('a town without people');
    return owner;
  }

  /** Half of the channels are public and joined, half are private and entered by invitation. */
  async openChannels(label: string): Promise<{ channels: string[]; members: (CrowdMember & { who: Session })[] }> {
    const names = Array.from({ length: CHANNELS }, (_, i) => `${label} ${i}`);
    const channels = await inTurns(names, (name, i) => this.open(name, isPublic(i) ? 'public' : 'private'));
    const members = this.people.map((who, i) => ({ who, channels: i === 0 ? channels : circle(channels, i) }));
    await inTurns(members.slice(1), async ({ who, channels: mine }) => {
      for (const channelId of mine) await this.enter(who, channelId, isPublic(channels.indexOf(channelId)));
    });
    return { channels, members };
  }

  async remove(instance: number, channelId: string, userId: string): Promise<void> {
    const path = `/channels/${channelId}/members/${userId}`;
    await this.cluster.site.instances[instance]?.expect(z.unknown(), 'DELETE', path, this.owner);
  }

  private async open(name: string, kind: 'public' | 'private'): Promise<string> {
    const api = this.cluster.site.instances[0];
    const channel = await api?.expect(Created, 'POST', '/channels', this.owner, { name: name.slice(0, 80), kind });
    return channel?.id ?? '';
  }

  private async enter(who: Session, channelId: string, open: boolean): Promise<void> {
    const api = this.cluster.site.instances[1];
    if (open) await api?.expect(z.unknown(), 'POST', `/channels/${channelId}/join`, who);
    else {
      const path = `/channels/${channelId}/members/${who.userId}`;
      await api?.expect(z.unknown(), 'PUT', path, this.owner, { role: 'member' });
    }
  }
}

const isPublic = (index: number): boolean => index % 2 === 0;

function circle(channels: readonly string[], start: number): string[] {
  return STEPS.flatMap((step) => channels[(start + step) % channels.length] ?? []);
}

/** A few at a time: the servers are to be arranged, not yet tried. */
async function inTurns<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_A_TIME) {
    const turn = items.slice(start, start + AT_A_TIME).map((item, i) => work(item, start + i));
    results.push(...(await Promise.all(turn)));
  }
  return results;
}
