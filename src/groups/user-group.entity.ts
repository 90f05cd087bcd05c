import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('user_groups')
export class UserGroupEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'user_groups_pkey' })
  id: string;

  /** Nobody else has it, neither group nor user. */
  @Index('user_groups_name', { unique: true })
  @Column('text')
  name: string;

  @Column('text', { name: 'display_name' })
  displayName: string;

  @Column('text')
  description: string;

  /** Changes under the group's lock, with the members. */
  @Column('int', { name: 'member_count', default: 0 })
  memberCount: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
