import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Category } from '../contract/categories.js';

/** How a user has arranged their channels. */
@Entity('sidebars')
export class SidebarEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'sidebars_pkey' })
  userId: string;

  /** The favourites first. */
  @Column('jsonb')
  categories: Category[];

  @Column('int')
  rev: number;
}
