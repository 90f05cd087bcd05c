import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type Repository } from 'typeorm';
import { NotificationKind, Preferences, type UpdatePreferences, type Ways } from '../contract/notifications.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { defaultWays } from './notification-kinds.js';
import { NotificationSettingsEntity } from './notification-settings.entity.js';

const EMAIL_AFTER_MINUTES = 15;
const DIGEST = { every: 'day', at: '08:00' } as const;

/** How people want to hear of things. */
@Injectable()
export class PreferencesService {
  private readonly logger = new Logger(PreferencesService.name);

  constructor(
    @InjectRepository(NotificationSettingsEntity) private readonly settings: Repository<NotificationSettingsEntity>,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async get({ userId }: Principal): Promise<Preferences> {
    const row = await this.settings.findOneBy({ userId });
    return this.sound(userId, row?.settings);
  }

  /** What is not given stays as it is. Two devices that change different things both get their way. */
  async update(
    { userId }: Pick<Principal, 'userId'>,
    { kinds = {}, ...change }: UpdatePreferences,
  ): Promise<Preferences> {
    return this.unitOfWork.run(async ({ manager }) => {
      await manager.query(
        `INSERT INTO notification_settings (user_id, settings) VALUES ($1, '{}') ON CONFLICT DO NOTHING`,
        [userId],
      );
      const row = await manager.findOneOrFail(NotificationSettingsEntity, {
        where: { userId },
        lock: { mode: 'pessimistic_write' },
      });
      const settings = { ...row.settings, ...change, kinds: mergeKinds(row.settings.kinds ?? {}, kinds) };
      await manager.update(NotificationSettingsEntity, { userId }, { settings });
      if (change.keywords) {
        await manager.query('DELETE FROM notification_keywords WHERE user_id = $1', [userId]);
        await manager.query('INSERT INTO notification_keywords (keyword, user_id) SELECT unnest($2::text[]), $1', [
          userId,
          change.keywords,
        ]);
      }
      return this.sound(userId, settings);
    });
  }

  /** For the notifier's own use; everybody is in the answer. */
  async of(userIds: string[]): Promise<Map<string, Preferences>> {
    const rows = await this.settings.findBy({ userId: Any(userIds) });
    const stored = new Map(rows.map(({ userId, settings }) => [userId, settings]));
    return new Map(userIds.map((id) => [id, this.sound(id, stored.get(id))]));
  }

  /** Settings that make no sense count as none. */
  private sound(userId: string, settings: UpdatePreferences | undefined): Preferences {
    if (!settings) return withDefaults({});
    const { data, error } = Preferences.safeParse(withDefaults(settings));
    if (error) this.logger.warn({ err: error, userId }, 'notification settings that make no sense');
    return data ?? withDefaults({});
  }
}

type WaysByKind = NonNullable<UpdatePreferences['kinds']>;

function mergeKinds(before: WaysByKind, change: WaysByKind): WaysByKind {
  const merged: WaysByKind = { ...before };
  for (const kind of NotificationKind.options) if (change[kind]) merged[kind] = { ...before[kind], ...change[kind] };
  return merged;
}

const withDefaults = (settings: UpdatePreferences): Preferences => ({
  kinds: Object.fromEntries(
    NotificationKind.options.map((kind) => [kind, { ...defaultWays[kind], ...settings.kinds?.[kind] }]),
  ) as Record<NotificationKind, Ways>,
  keywords: settings.keywords ?? [],
  doNotDisturbUntil: settings.doNotDisturbUntil ?? null,
  quietHours: settings.quietHours ?? [],
  digest: settings.digest ?? DIGEST,
  emailAfterMinutes: settings.emailAfterMinutes ?? EMAIL_AFTER_MINUTES,
});
