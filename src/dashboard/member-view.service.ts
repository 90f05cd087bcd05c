import { Injectable } from '@nestjs/common';
import type { MemberDashboard } from '../contract/dashboard.js';
import { ChannelActivity } from './channel-activity.js';
import { ClusterFigures } from './cluster-figures.service.js';
import { type Circle, MemberCircles } from './member-circles.service.js';

const TOP_CHANNELS = 10;

/** What members see: their own channels and what waits for them, and nothing of anybody else's. */
@Injectable()
export class MemberView {
  private asked = new Map<string, PromiseWithResolvers<Circle>>();

  constructor(
    private readonly circles: MemberCircles,
    private readonly cluster: ClusterFigures,
    private readonly activity: ChannelActivity,
  ) {}

  /** As of now. All who ask in one turn of the event loop are one set of queries. */
  async now(userId: string): Promise<MemberDashboard> {
    return this.of(await this.circle(userId));
  }

  /** Of a member whose circle is known. */
  of({ channels, peopleOnline, notifications }: Circle): MemberDashboard {
    const lively = channels.map(({ id, kind, name, online, unread }) => {
      return { id, kind, name, online, unread, messages: this.activity.of(id) };
    });
    const active = lively.filter(({ messages }) => messages > 0);
    const all = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
    return {
      view: 'member',
      at: new Date().toISOString(),
      degraded: this.cluster.degraded,
      people: { online: peopleOnline },
      messages: { lastMinute: all(active.map(({ messages }) => messages)) },
      channels: {
        total: channels.length,
        active: active.length,
        top: active.toSorted((a, b) => b.messages - a.messages).slice(0, TOP_CHANNELS),
      },
      unread: {
        channels: channels.filter(({ unread }) => unread > 0).length,
        messages: all(channels.map(({ unread }) => unread)),
        mentions: all(channels.map(({ mentions }) => mentions)),
      },
      notifications: { unread: notifications },
    };
  }

  private circle(userId: string): Promise<Circle> {
    const known = this.asked.get(userId);
    if (known) return known.promise;
    const asked = Promise.withResolvers<Circle>();
    if (this.asked.set(userId, asked).size === 1) setImmediate(() => void this.load());
    return asked.promise;
  }

  private async load(): Promise<void> {
    const { asked } = this;
    this.asked = new Map();
    try {
      const circles = await this.circles.load([...asked.keys()]);
      for (const [userId, { resolve, reject }] of asked) {
        const circle = circles.get(userId);
        if (circle) resolve(circle);
        else reject(new Error('a circle was not read'));
      }
    } catch (error) {
      for (const { reject } of asked.values()) reject(error);
    }
  }
}
