import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { SidebarEntity } from './sidebar.entity.js';

@Injectable()
export class SidebarsRepository {
  constructor(@InjectRepository(SidebarEntity) private readonly sidebars: Repository<SidebarEntity>) {}

  find(userId: string, manager: EntityManager = this.sidebars.manager): Promise<SidebarEntity | null> {
    return manager.findOneBy(SidebarEntity, { userId });
  }

  /** Within a transaction that holds the user's head. */
  async write(manager: EntityManager, sidebar: SidebarEntity): Promise<void> {
    await manager.upsert(SidebarEntity, sidebar, ['userId']);
  }
}
