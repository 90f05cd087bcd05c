import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An address that nothing is sent to any more: a server said that there is nobody. */
@Entity('mail_suppressions')
export class MailSuppressionEntity {
  /** In lower case. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'mail_suppressions_pkey' })
  address: string;

  @Column('text')
  reason: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
