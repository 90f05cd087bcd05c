import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something that happened and of which not everyone has been told yet. The row goes once they have. */
@Entity('outbox')
export class OutboxEventEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'outbox_pkey' })
  id: string;

  @Column('text')
  topic: string;

  @Column('jsonb')
  data: unknown;

  @Index('outbox_created_at')
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
