import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What somebody wants to be told at a time. This row decides; what BullMQ holds only says that it is time. */
@Entity('reminders')
@Index('reminders_waiting', ['userId', 'remindAt', 'id'], { where: 'reminded_at IS NULL' })
@Index('reminders_told', ['userId', 'remindAt', 'id'], { where: 'reminded_at IS NOT NULL' })
@Index('reminders_due', ['remindAt'], { where: 'reminded_at IS NULL' })
@Index('reminders_done', ['remindedAt'], { where: 'reminded_at IS NOT NULL' })
export class ReminderEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'reminders_pkey' })
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('uuid', { name: 'message_id', nullable: true })
  messageId: string | null;

  @Column('uuid', { name: 'channel_id', nullable: true })
  channelId: string | null;

  @Column('text')
  text: string;

  @Column('timestamptz', { name: 'remind_at' })
  remindAt: Date;

  @Column('timestamptz', { name: 'reminded_at', nullable: true })
  remindedAt: Date | null;

  @Column('int', { default: 1 })
  rev: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
