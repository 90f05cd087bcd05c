import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Somebody's picture: one each. */
@Entity('avatars')
export class AvatarEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'avatars_pkey' })
  userId: string;

  /** Made from whose it is and what is in it; nobody guesses it. */
  @Index('avatars_name', { unique: true })
  @Column('text')
  name: string;

  @Column('bytea')
  content: Buffer;
}
