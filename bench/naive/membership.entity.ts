import { Entity, PrimaryColumn } from 'typeorm';

@Entity()
export class Membership {
  @PrimaryColumn('uuid')
  userId: string;

  @PrimaryColumn('uuid')
  channelId: string;
}
