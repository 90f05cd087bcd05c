import { Entity, Index, PrimaryColumn } from 'typeorm';

/** Words, in lower case, that somebody watches for. */
@Entity('notification_keywords')
export class NotificationKeywordEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'notification_keywords_pkey' })
  keyword: string;

  @Index('notification_keywords_user_id')
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'notification_keywords_pkey' })
  userId: string;
}
