import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type EntityManager, type Repository } from 'typeorm';
import { isNamed, namedParameters } from '../core/database/name-search.js';
import { UserGroupEntity } from './user-group.entity.js';
import { UserGroupMemberEntity } from './user-group-member.entity.js';

/** Serialises the making of groups, whose number is limited. */
const GROUPS_LOCK = 0x7e27_0002;

interface GroupSearch {
  query: string;
  userId: string | undefined;
  after: string;
  limit: number;
}

export type Membership = Pick<UserGroupMemberEntity, 'userId' | 'groupId'>;

@Injectable()
export class GroupsRepository {
  constructor(
    @InjectRepository(UserGroupEntity) private readonly groups: Repository<UserGroupEntity>,
    @InjectRepository(UserGroupMemberEntity) private readonly members: Repository<UserGroupMemberEntity>,
  ) {}

  findById(id: string): Promise<UserGroupEntity | null> {
    return this.groups.findOneBy({ id });
  }

  findByNames(names: string[]): Promise<Pick<UserGroupEntity, 'id' | 'name'>[]> {
    return this.groups.find({ where: { name: Any(names) }, select: { id: true, name: true } });
  }

  /** By name, after `after`; `query` begins a name or stands anywhere in a display name. */
  findPage({ query, userId, after, limit }: GroupSearch): Promise<UserGroupEntity[]> {
    const page = this.groups.createQueryBuilder('g').where('g.name > :after', { after }).orderBy('g.name').limit(limit);
    if (userId !== undefined) {
      page.andWhere('g.id IN (SELECT m.group_id FROM user_group_members m WHERE m.user_id = :userId)', { userId });
    }
    if (query !== '') page.andWhere(isNamed('g.name', 'g.displayName'), namedParameters(query));
    return page.getMany();
  }

  /** Which of the users are in which groups. */
  findMemberships(userIds: string[]): Promise<Membership[]> {
    return this.members.query(
      `SELECT user_id AS "userId", group_id AS "groupId" FROM user_group_members
       WHERE user_id = ANY($1) ORDER BY user_id, group_id`,
      [userIds],
    );
  }

  /** How many there are; nobody makes another one until the transaction ends. */
  async lockAndCount(manager: EntityManager): Promise<number> {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [GROUPS_LOCK]);
    return manager.count(UserGroupEntity);
  }

  async insert(manager: EntityManager, group: UserGroupEntity): Promise<void> {
    await manager.insert(UserGroupEntity, group);
  }

  /** Takes the group's row until the transaction ends: its members change one at a time. */
  lock(manager: EntityManager, id: string): Promise<UserGroupEntity | null> {
    return manager.findOne(UserGroupEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  async update(manager: EntityManager, id: string, change: Partial<UserGroupEntity>): Promise<void> {
    await manager.update(UserGroupEntity, { id }, change);
  }

  /** Answers who was in it. */
  async remove(manager: EntityManager, id: string): Promise<string[]> {
    const [members] = await manager.query<[{ user_id: string }[], number]>(
      'DELETE FROM user_group_members WHERE group_id = $1 RETURNING user_id',
      [id],
    );
    await manager.delete(UserGroupEntity, { id });
    return members.map(({ user_id }) => user_id);
  }

  /** The group's members in order of user id, after `after`. */
  findMembers(groupId: string, after: string | undefined, limit: number): Promise<UserGroupMemberEntity[]> {
    const page = this.members.createQueryBuilder('m').where('m.groupId = :groupId', { groupId });
    if (after !== undefined) page.andWhere('m.userId > :after', { after });
    return page.orderBy('m.userId').limit(limit).getMany();
  }

  findMember(manager: EntityManager, groupId: string, userId: string): Promise<UserGroupMemberEntity | null> {
    return manager.findOneBy(UserGroupMemberEntity, { groupId, userId });
  }

  async addMember(manager: EntityManager, member: UserGroupMemberEntity): Promise<void> {
    await manager.insert(UserGroupMemberEntity, member);
    await manager.increment(UserGroupEntity, { id: member.groupId }, 'memberCount', 1);
  }

  async removeMember(manager: EntityManager, groupId: string, userId: string): Promise<boolean> {
    const { affected } = await manager.delete(UserGroupMemberEntity, { groupId, userId });
    if (affected !== 1) return false;
    await manager.decrement(UserGroupEntity, { id: groupId }, 'memberCount', 1);
    return true;
  }
}
