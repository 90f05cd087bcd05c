import { Injectable } from '@nestjs/common';
import {
  type CreateGroup,
  type GroupMember,
  type GroupsQuery,
  MAX_GROUP_MEMBERS,
  MAX_GROUPS,
  type UpdateGroup,
  type UserGroup,
} from '../contract/groups.js';
import type { Page, PageQuery } from '../contract/page.js';
import { AuditLog } from '../core/audit/audit-log.js';
import { isUniqueViolation } from '../core/database/postgres-error.js';
import { idCursor } from '../core/errors/cursor.js';
import { conflict, forbidden, notFound } from '../core/errors/domain-error.js';
import { newId } from '../core/ids.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { isServerAdmin, type Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { GroupsRepository, type Membership } from './groups.repository.js';
import type { UserGroupEntity } from './user-group.entity.js';

const toGroup = ({ createdAt, ...group }: UserGroupEntity): UserGroup => ({
  ...group,
  createdAt: createdAt.toISOString(),
});

/** Groups of users, which everybody may see and mention, and owners and administrators make and fill. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly groups: GroupsRepository,
    private readonly users: UsersService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditLog,
  ) {}

  async create(principal: Principal, input: CreateGroup): Promise<UserGroup> {
    requireAdmin(principal);
    const group = { ...input, id: newId(), memberCount: 0, createdAt: new Date() };
    await this.unitOfWork.run(async (tx) => {
      if ((await this.groups.lockAndCount(tx.manager)) >= MAX_GROUPS) {
        throw conflict(`The server has ${MAX_GROUPS} groups already, which is the most`);
      }
      await naming(this.groups.insert(tx.manager, group));
      await this.note(tx, principal, 'group.create', group.id, { name: group.name });
    });
    return toGroup(group);
  }

  async list({ query, userId, cursor, limit }: GroupsQuery): Promise<Page<UserGroup>> {
    const groups = await this.groups.findPage({ query, userId, after: cursor ?? '', limit });
    return { items: groups.map(toGroup), nextCursor: groups.length === limit ? (groups.at(-1)?.name ?? null) : null };
  }

  async get(id: string): Promise<UserGroup> {
    const group = await this.groups.findById(id);
    if (!group) throw notFound('Group');
    return toGroup(group);
  }

  update(principal: Principal, id: string, change: UpdateGroup): Promise<UserGroup> {
    return this.changing(principal, id, async (tx, group) => {
      const changed = Object.entries(change).filter(([field, value]) => group[field as keyof UpdateGroup] !== value);
      if (changed.length === 0) return toGroup(group);
      const difference = Object.fromEntries(changed);
      await naming(this.groups.update(tx.manager, id, difference));
      await this.note(tx, principal, 'group.update', id, difference);
      return toGroup(Object.assign(group, difference));
    });
  }

  /** Messages keep the mention of it, which is nobody's any more. */
  remove(principal: Principal, id: string): Promise<void> {
    return this.changing(principal, id, async (tx, { name }) => {
      await this.tell(tx, await this.groups.remove(tx.manager, id));
      await this.note(tx, principal, 'group.delete', id, { name });
    });
  }

  async members(id: string, { cursor, limit }: PageQuery): Promise<Page<GroupMember>> {
    await this.get(id);
    const members = await this.groups.findMembers(id, idCursor(cursor), limit);
    const users = await this.users.getMany(members.map(({ userId }) => userId));
    return {
      items: members.flatMap(({ userId, addedAt }) => {
        const user = users.get(userId);
        return user ? [{ user, addedAt: addedAt.toISOString() }] : [];
      }),
      nextCursor: members.length === limit ? (members.at(-1)?.userId ?? null) : null,
    };
  }

  /** From then on mentions of the group are theirs too, those that they have not seen yet included. */
  async addMember(principal: Principal, groupId: string, userId: string): Promise<GroupMember> {
    requireAdmin(principal);
    if ((await this.users.findActive([userId])).length === 0) throw notFound('User');
    const user = await this.users.get(userId);
    return this.changing(principal, groupId, async (tx, { memberCount }) => {
      const present = await this.groups.findMember(tx.manager, groupId, userId);
      if (present) return { user, addedAt: present.addedAt.toISOString() };
      if (memberCount >= MAX_GROUP_MEMBERS) throw conflict(`A group has at most ${MAX_GROUP_MEMBERS} members`);
      const addedAt = new Date();
      await this.groups.addMember(tx.manager, { groupId, userId, addedAt });
      await this.tell(tx, [userId]);
      await this.note(tx, principal, 'group.add-member', groupId, { userId });
      return { user, addedAt: addedAt.toISOString() };
    });
  }

  removeMember(principal: Principal, groupId: string, userId: string): Promise<void> {
    return this.changing(principal, groupId, async (tx) => {
      if (!(await this.groups.removeMember(tx.manager, groupId, userId))) throw notFound('Member');
      await this.tell(tx, [userId]);
      await this.note(tx, principal, 'group.remove-member', groupId, { userId });
    });
  }

  /** Ids by name, of those that there are. */
  async idsByName(names: string[]): Promise<Map<string, string>> {
    const groups = await this.groups.findByNames(names);
    return new Map(groups.map(({ id, name }) => [name, id]));
  }

  /** For the instances' own use: the memberships of each of the users, in order of group id; who has none is left out. */
  async membershipsOf(userIds: string[]): Promise<Map<string, Membership[]>> {
    return Map.groupBy(await this.groups.findMemberships(userIds), ({ userId }) => userId);
  }

  /** Their devices are told of the groups that they are in now. */
  private async tell(tx: Transaction, userIds: string[]): Promise<void> {
    if (userIds.length > 0) await this.users.accessChanged(tx, userIds);
  }

  private changing<T>(
    principal: Principal,
    id: string,
    work: (tx: Transaction, group: UserGroupEntity) => Promise<T>,
  ): Promise<T> {
    requireAdmin(principal);
    return this.unitOfWork.run(async (tx) => {
      const group = await this.groups.lock(tx.manager, id);
      if (!group) throw notFound('Group');
      return work(tx, group);
    });
  }

  private note(
    tx: Transaction,
    { userId }: Principal,
    action: string,
    target: string,
    detail: Record<string, unknown>,
  ) {
    return this.audit.record(tx.manager, { actorId: userId, action, target, detail });
  }
}

function requireAdmin(principal: Principal): void {
  if (!isServerAdmin(principal)) throw forbidden('Only owners and administrators of the server may change groups');
}

async function naming(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (isUniqueViolation(error, 'user_groups_name')) throw conflict('name: a user or a group has this name already');
    throw error;
  }
}
