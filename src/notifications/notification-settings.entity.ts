import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { UpdatePreferences } from '../contract/notifications.js';

/** What somebody has said of how they want to hear; what is not there is as the kinds say. */
@Entity('notification_settings')
export class NotificationSettingsEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'notification_settings_pkey' })
  userId: string;

  @Column('jsonb')
  settings: UpdatePreferences;
}
