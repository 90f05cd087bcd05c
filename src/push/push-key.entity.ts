import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The VAPID pair that the server made for itself: one row. */
@Entity('push_keys')
export class PushKeyEntity {
  @PrimaryColumn('int', { primaryKeyConstraintName: 'push_keys_pkey' })
  id: number;

  @Column('text', { name: 'public_key' })
  publicKey: string;

  @Column('text', { name: 'private_key' })
  privateKey: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
