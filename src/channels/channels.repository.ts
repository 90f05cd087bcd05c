import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, type Repository } from 'typeorm';
import { ChannelEntity } from './channel.entity.js';

export type NewChannel = Pick<ChannelEntity, 'id' | 'kind' | 'name' | 'topic' | 'directKey' | 'createdBy'>;
type LogHeads = Pick<ChannelEntity, 'id' | 'rev' | 'seq' | 'membersVersion' | 'metaVersion'>;

@Injectable()
export class ChannelsRepository {
  constructor(@InjectRepository(ChannelEntity) private readonly channels: Repository<ChannelEntity>) {}

  findById(id: string): Promise<ChannelEntity | null> {
    return this.channels.findOneBy({ id });
  }

  findByIds(ids: string[]): Promise<ChannelEntity[]> {
    return this.channels.findBy({ id: In(ids) });
  }

  /** The columns that instances compare, and no more: they ask for all their channels every few seconds. */
  heads(ids: string[]): Promise<LogHeads[]> {
    return this.channels.query(
      `SELECT id, rev, seq, members_version AS "membersVersion", meta_version AS "metaVersion"
       FROM channels WHERE id = ANY($1)`,
      [ids],
    );
  }

  findByDirectKey(directKey: string): Promise<ChannelEntity | null> {
    return this.channels.findOneBy({ directKey });
  }

  async insert(manager: EntityManager, channel: NewChannel): Promise<void> {
    await manager.insert(ChannelEntity, channel);
  }

  /** False where the same people have a direct channel already. */
  async insertDirect(manager: EntityManager, channel: NewChannel): Promise<boolean> {
    const { raw } = await manager
      .createQueryBuilder()
      .insert()
      .into(ChannelEntity)
      .values(channel)
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length === 1;
  }

  /** Public channels that are not archived, by name and id, after `after`. */
  findPublicPage(query: string, after: { name: string; id: string } | null, limit: number): Promise<ChannelEntity[]> {
    const page = this.channels
      .createQueryBuilder('c')
      .where(`c.kind = 'public' AND c.archivedAt IS NULL`)
      .orderBy('lower(c.name)')
      .addOrderBy('c.id')
      .limit(limit);
    if (after) page.andWhere('(lower(c.name), c.id) > (:name, :id)', after);
    if (query !== '') {
      page.andWhere('lower(c.name) LIKE :holds', { holds: `%${query.toLowerCase().replace(/[\\%_]/g, '\\$&')}%` });
    }
    return page.getMany();
  }

  async update(manager: EntityManager, id: string, change: Partial<ChannelEntity>): Promise<void> {
    await manager.update(ChannelEntity, { id }, { ...change, metaVersion: () => 'meta_version + 1' });
  }

  /** Takes the channel's row until the transaction ends: memberships change one at a time, and not while one sends. */
  lock(manager: EntityManager, id: string): Promise<ChannelEntity | null> {
    return manager.findOne(ChannelEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  async nextRev(manager: EntityManager, id: string): Promise<LogHeads | null> {
    const [rows] = await manager.query<[LogHeads[], number]>(
      `UPDATE channels SET rev = rev + 1 WHERE id = $1
       RETURNING id, rev, seq, members_version AS "membersVersion", meta_version AS "metaVersion"`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Channels whose messages may be too old, in order of id: those with a rule of their own, or all where the server has one. */
  findRetention(serverDays: number, after: string | null, limit: number): Promise<{ id: string; days: number }[]> {
    return this.channels.query(
      `SELECT id, LEAST(retention_days, NULLIF($1::int, 0)) AS days FROM channels
       WHERE LEAST(retention_days, NULLIF($1::int, 0)) IS NOT NULL AND expired_seq < seq AND ($2::uuid IS NULL OR id > $2)
       ORDER BY id LIMIT $3`,
      [serverDays, after, limit],
    );
  }

  async moveLog(manager: EntityManager, id: string, rev: number, expiredSeq: number): Promise<void> {
    await manager.update(ChannelEntity, { id }, { rev, expiredSeq });
  }

  async bumpMembersVersion(manager: EntityManager, id: string): Promise<void> {
    await manager.update(ChannelEntity, { id }, { membersVersion: () => 'members_version + 1' });
  }
}
