import { Injectable } from '@nestjs/common';
import type { MemberDashboard } from '../contract/dashboard.js';
import { Gatherer } from '../core/gatherer.js';
import { ChannelActivity } from './channel-activity.js';
import { ClusterFigures } from './cluster-figures.service.js';
import { type Circle, MemberCircles } from './member-circles.service.js';

const TOP_CHANNELS = 10;

type Asked = PromiseWithResolvers<Circle> & { userId: string };

/** What members see: their own channels and what waits for them, and nothing of anybody else's. */
@Injectable()
export class MemberView {
  private readonly asked = new Gatherer<Asked>((asked) => this.load(asked));

  constructor(
    private readonly circles: MemberCircles,
    private readonly cluster: ClusterFigures,
    private readonly activity: ChannelActivity,
  ) {}

  /** As of now. All who ask at about the same time are one set of queries. */
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
    const asked = { userId, ...Promise.withResolvers<Circle>() };
    this.asked.add(asked);
    return asked.promise;
  }

  private async load(asked: Asked[]): Promise<void> {
    try {
      const circles = await this.circles.load([...new Set(asked.map(({ userId }) => userId))]);
      for (const { userId, resolve, reject } of asked) {
        const circle = circles.get(userId);
        if (circle) resolve(circle);
        else reject(new Error('a circle was not read'));
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
