import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A mail that was made and went nowhere: what `/dev/mail` shows. */
@Entity('caught_mails')
export class CaughtMailEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'caught_mails_pkey' })
  id: string;

  @Column('text', { name: 'to_address' })
  toAddress: string;

  @Column('text')
  subject: string;

  /** As a server would have got them, a line each. */
  @Column('text')
  headers: string;

  @Column('text')
  html: string;

  @Column('text')
  text: string;

  @Index('caught_mails_caught_at')
  @Column('timestamptz', { name: 'caught_at', default: () => 'now()' })
  caughtAt: Date;
}
