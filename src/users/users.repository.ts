import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type EntityManager, IsNull, MoreThan, Not, type Repository } from 'typeorm';
import type { GroupRead } from '../core/database/group-read.js';
import { GroupReads } from '../core/database/group-reads.js';
import { isNamed, namedParameters } from '../core/database/name-search.js';
import { UserEntity } from './user.entity.js';

/** Serialises the registrations that decide who is first. */
const FIRST_USER_LOCK = 0x7e27_0001;

/** What administrators decide of an account. */
export type Standing = Pick<UserEntity, 'role' | 'disabledAt'>;
export type ActiveUser = Pick<
  UserEntity,
  'id' | 'email' | 'emailVerifiedAt' | 'displayName' | 'role' | 'guest' | 'locale' | 'timeZone'
>;
export type UserAccess = Pick<
  UserEntity,
  'id' | 'username' | 'displayName' | 'avatar' | 'role' | 'guest' | 'createdAt' | 'accessVersion'
>;

@Injectable()
export class UsersRepository {
  private readonly versions: GroupRead<string, number>;

  constructor(
    @InjectRepository(UserEntity) private readonly users: Repository<UserEntity>,
    reads: GroupReads,
  ) {
    this.versions = reads.define({
      name: 'profile_versions',
      text: `SELECT asked.n, u.profile_version FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, n)
        JOIN LATERAL (SELECT profile_version FROM users WHERE id = asked.id LIMIT 1) u ON true`,
      columns: (ids) => [ids],
      keyOf: (id) => id,
      toValue: ([, version]) => Number(version),
    });
  }

  /** Null where there is no such user. */
  profileVersion(id: string): Promise<number | null> {
    return this.versions.read(id);
  }

  findById(id: string): Promise<UserEntity | null> {
    return this.users.findOneBy({ id });
  }

  findByIds(ids: string[]): Promise<UserEntity[]> {
    return this.users.findBy({ id: Any(ids) });
  }

  findNames(manager: EntityManager, ids: string[]): Promise<Pick<UserEntity, 'id' | 'displayName'>[]> {
    return manager.find(UserEntity, { where: { id: Any(ids) }, select: { id: true, displayName: true } });
  }

  /** Without what a list of many people has no use for. */
  findActiveByIds(ids: string[], manager = this.users.manager): Promise<ActiveUser[]> {
    return manager.query<ActiveUser[]>(
      `SELECT id, email, email_verified_at AS "emailVerifiedAt", display_name AS "displayName", role, guest, locale,
              time_zone AS "timeZone"
       FROM users WHERE id = ANY($1) AND disabled_at IS NULL`,
      [ids],
    );
  }

  /** Without guests. */
  async activeIds(after: string | null, limit: number): Promise<string[]> {
    const users = await this.users.find({
      where: { disabledAt: IsNull(), guest: false, ...(after !== null && { id: MoreThan(after) }) },
      order: { id: 'ASC' },
      take: limit,
      select: { id: true },
    });
    return users.map(({ id }) => id);
  }

  async findAdministrators(limit: number): Promise<string[]> {
    const users = await this.users.find({
      where: { role: Not('member'), disabledAt: IsNull() },
      order: { id: 'ASC' },
      take: limit,
      select: { id: true },
    });
    return users.map(({ id }) => id);
  }

  async findPasswordHash(id: string): Promise<string | null> {
    const user = await this.users.findOne({ where: { id }, select: { id: true, passwordHash: true } });
    return user?.passwordHash ?? null;
  }

  findByUsernames(usernames: string[]): Promise<Pick<UserEntity, 'id' | 'username'>[]> {
    return this.users.find({ where: { username: Any(usernames) }, select: { id: true, username: true } });
  }

  findByLogin(login: string): Promise<UserEntity | null> {
    const name = login.trim().toLowerCase();
    return this.users.findOneBy(name.includes('@') ? { email: name } : { username: name });
  }

  /** Those of the ids whom the user shares a channel with, and the user. */
  async acquainted(userId: string, ids: string[]): Promise<string[]> {
    const rows = await this.users.query<{ id: string }[]>(
      'SELECT DISTINCT known.id FROM acquaintances($1) AS known (id) WHERE known.id = ANY($2)',
      [userId, ids],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * By username, after `after`; `query` begins a username or stands anywhere in a display name. With `knownTo` those alone
   * whom that user shares a channel with; with `disabled` those alone whose accounts are.
   */
  findPage(
    query: string,
    after: string,
    limit: number,
    { knownTo = null, disabled = false }: { knownTo?: string | null; disabled?: boolean } = {},
  ): Promise<UserEntity[]> {
    const page = this.users
      .createQueryBuilder('u')
      .where(`u.disabledAt IS ${disabled ? 'NOT NULL' : 'NULL'} AND u.username > :after`, { after })
      .orderBy('u.username')
      .limit(limit);
    if (knownTo !== null) page.andWhere('u.id IN (SELECT acquaintances(:knownTo))', { knownTo });
    if (query !== '') page.andWhere(isNamed('u.username', 'u.displayName'), namedParameters(query));
    return page.getMany();
  }

  async anyUser(): Promise<boolean> {
    return this.users.existsBy({});
  }

  /** Until the transaction ends nobody else is told that the server has no users. */
  async lockFirstUser(manager: EntityManager): Promise<boolean> {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [FIRST_USER_LOCK]);
    return !(await manager.existsBy(UserEntity, {}));
  }

  async insert(manager: EntityManager, user: Omit<UserEntity, 'accessVersion' | 'profileVersion'>): Promise<void> {
    await manager.insert(UserEntity, user);
  }

  /** The user as this left them; null where there is no such user. */
  async update(
    id: string,
    profile: Partial<Pick<UserEntity, 'displayName' | 'locale' | 'timeZone' | 'readReceipts'>>,
  ): Promise<UserEntity | null> {
    if (Object.keys(profile).length === 0) return this.findById(id);
    return this.users.manager.transaction(async (manager) => {
      await manager.update(UserEntity, { id }, profile);
      return manager.findOneBy(UserEntity, { id });
    });
  }

  async idsShowingReceipts(ids: string[]): Promise<string[]> {
    const users = await this.users.find({ where: { id: Any(ids), readReceipts: true }, select: { id: true } });
    return users.map(({ id }) => id);
  }

  async setPasswordHash(manager: EntityManager, id: string, passwordHash: string): Promise<void> {
    await manager.update(UserEntity, { id }, { passwordHash });
  }

  /** Nobody else changes the row until the transaction ends; null where there is none. */
  findLocked(manager: EntityManager, id: string): Promise<UserEntity | null> {
    return manager.findOne(UserEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  async setStanding(manager: EntityManager, id: string, standing: Partial<Standing>): Promise<void> {
    await manager.update(UserEntity, { id }, standing);
  }

  async markEmailVerified(manager: EntityManager, id: string): Promise<void> {
    await manager.update(UserEntity, { id, emailVerifiedAt: IsNull() }, { emailVerifiedAt: () => 'now()' });
  }

  /** Users with their versions, which belong together: read in one statement, and the columns by hand, for each connection asks. */
  async findAccess(ids: string[]): Promise<UserAccess[]> {
    return this.users.query<UserAccess[]>(
      `SELECT id, username, display_name AS "displayName", avatar, role, guest, created_at AS "createdAt",
              access_version AS "accessVersion" FROM users WHERE id = ANY($1)`,
      [ids],
    );
  }

  /** The versions of those whose access may have changed; users that are gone are left out. */
  async accessVersions(ids: string[]): Promise<Map<string, number>> {
    const rows = await this.users.query<{ id: string; access_version: number }[]>(
      'SELECT id, access_version FROM users WHERE id = ANY($1)',
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row.access_version]));
  }

  async bumpAccessVersions(manager: EntityManager, ids: string[]): Promise<void> {
    // In one order everywhere, so that two transactions never wait for each other.
    await manager.query(
      `WITH locked AS (SELECT id FROM users WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE)
       UPDATE users SET access_version = access_version + 1 FROM locked WHERE users.id = locked.id`,
      [ids],
    );
  }
}
