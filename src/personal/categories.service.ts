import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type {
  Category,
  CreateCategory,
  DeleteCategory,
  OrderCategories,
  PlaceChannel,
  RenameCategory,
  Sidebar,
} from '../contract/categories.js';
import { newId } from '../core/ids.js';
import type { Principal } from '../core/security/principal.js';
import { inOrder, NO_CATEGORIES, withCategory, withChannel, withName, withoutCategory } from './categories.js';
import { PersonalChanges } from './personal-changes.service.js';
import { sidebarChanged } from './personal.topics.js';
import { SidebarsRepository } from './sidebars.repository.js';

type Arrange = (categories: readonly Category[]) => Category[];

/** How people arrange their own lists of channels. Every change answers the whole of it. */
@Injectable()
export class CategoriesService {
  constructor(
    private readonly channels: ChannelsService,
    private readonly changes: PersonalChanges,
    private readonly sidebars: SidebarsRepository,
  ) {}

  async list({ userId }: Principal): Promise<Sidebar> {
    const sidebar = await this.sidebars.find(userId);
    return toSidebar(sidebar?.categories ?? NO_CATEGORIES, sidebar?.rev ?? 0);
  }

  create(principal: Principal, { name }: CreateCategory): Promise<Sidebar> {
    return this.change(principal, (categories) => withCategory(categories, newId(), name));
  }

  rename(principal: Principal, { categoryId, name }: RenameCategory): Promise<Sidebar> {
    return this.change(principal, (categories) => withName(categories, categoryId, name));
  }

  delete(principal: Principal, { categoryId }: DeleteCategory): Promise<Sidebar> {
    return this.change(principal, (categories) => withoutCategory(categories, categoryId));
  }

  order(principal: Principal, { categoryIds }: OrderCategories): Promise<Sidebar> {
    return this.change(principal, (categories) => inOrder(categories, categoryIds));
  }

  /** Out of its category a channel may be taken also by those who can no longer read it. */
  async place(principal: Principal, { channelId, categoryId, position }: PlaceChannel): Promise<Sidebar> {
    if (categoryId !== null) await this.channels.requireVisible(principal, channelId);
    return this.change(principal, (categories) => withChannel(categories, channelId, categoryId, position));
  }

  private change({ userId }: Principal, arrange: Arrange): Promise<Sidebar> {
    return this.changes.make(userId, async (tx, rev) => {
      const before = await this.sidebars.find(userId, tx.manager);
      const categories = arrange(before?.categories ?? NO_CATEGORIES);
      await this.sidebars.write(tx.manager, { userId, categories, rev });
      const sidebar = toSidebar(categories, rev);
      tx.publish(sidebarChanged, { userId, sidebar });
      return sidebar;
    });
  }
}

const toSidebar = (categories: readonly Category[], rev: number): Sidebar => ({
  items: [...categories],
  nextCursor: null,
  rev,
});
