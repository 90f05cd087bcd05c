import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { NotificationKind } from '../contract/notifications.js';

/** What was decided for somebody about one event; that it is there keeps the event from being told twice. */
@Entity('notification_events')
export class NotificationEventEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'notification_events_pkey' })
  userId: string;

  /** `message:<id>`, `job:<id>` … */
  @PrimaryColumn('text', { name: 'event_key', primaryKeyConstraintName: 'notification_events_pkey' })
  eventKey: string;

  /** The line that it became, or joined; null where it is not told. */
  @Index('notification_events_notification')
  @Column('uuid', { name: 'notification_id', nullable: true })
  notificationId: string | null;

  @Column('text', { nullable: true })
  kind: NotificationKind | null;

  @Column('text')
  rule: string;

  @Column('jsonb')
  circumstances: Record<string, unknown>;

  @Index('notification_events_untold', { where: 'notification_id IS NULL' })
  @Column('timestamptz', { name: 'decided_at', default: () => 'now()' })
  decidedAt: Date;
}
