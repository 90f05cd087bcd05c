import { CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('user_group_members')
@Index('user_group_members_user', ['userId', 'groupId'])
export class UserGroupMemberEntity {
  @PrimaryColumn('uuid', { name: 'group_id', primaryKeyConstraintName: 'user_group_members_pkey' })
  groupId: string;

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'user_group_members_pkey' })
  userId: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'added_at' })
  addedAt: Date;
}
