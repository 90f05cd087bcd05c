import { Entity, PrimaryColumn } from 'typeorm';

/** A name that is taken, by a user or by a group of users; triggers write it. */
@Entity('handles')
export class HandleEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'handles_pkey' })
  name: string;
}
