import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What an administrator tells everybody, and how far everybody has been told. */
@Entity('announcements')
@Index('announcements_open', ['createdAt'], { where: 'done_at IS NULL' })
export class AnnouncementEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'announcements_pkey' })
  id: string;

  @Column('text')
  title: string;

  @Column('text')
  body: string;

  @Column('boolean')
  critical: boolean;

  @Column('uuid', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('uuid', { name: 'after_user', nullable: true })
  afterUser: string | null;

  @Column('timestamptz', { name: 'done_at', nullable: true })
  doneAt: Date | null;
}
