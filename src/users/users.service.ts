import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../core/ids.js';
import type { ManagedUser, ManagedUsersQuery } from '../contract/admin.js';
import type { Page } from '../contract/page.js';
import type { Me, UpdateMe, User, UsersQuery } from '../contract/users.js';
import { CacheService } from '../core/cache/cache.service.js';
import { VersionSources } from '../core/cache/version-sources.js';
import { isUniqueViolation } from '../core/database/postgres-error.js';
import { conflict, notFound } from '../core/errors/domain-error.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { accessChanged } from '../core/security/access.topic.js';
import type { Actor, Principal } from '../core/security/principal.js';
import type { UserEntity } from './user.entity.js';
import { toManagedUser, toMe, toUser } from './user.mapper.js';
import { type Standing, UsersRepository } from './users.repository.js';

export interface NewUser {
  guest?: boolean;
  email: string;
  username: string;
  displayName: string;
  passwordHash: string;
  locale: Me['locale'];
  timeZone: string;
  /** Whether nobody needs to ask whose the address is. */
  emailVerified?: boolean;
}

/** Caches of a user's answers, by id: as they see themselves, and as others do. */
export const ME = 'me';
export const USER = 'user';

/** What signing in needs to know of an account. */
export interface Account {
  me: Me;
  passwordHash: string;
  disabled: boolean;
}

/** Whom something may be sent to, in whose language and on whose clock. */
export interface Recipient {
  id: string;
  email: string;
  emailVerified: boolean;
  displayName: string;
  locale: Me['locale'];
  timeZone: string;
}

const pageOf = <T>(users: UserEntity[], limit: number, toItem: (user: UserEntity) => T): Page<T> => ({
  items: users.map(toItem),
  nextCursor: users.length === limit ? (users.at(-1)?.username ?? null) : null,
});

@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly cache: CacheService,
    sources: VersionSources,
  ) {
    sources.join(this);
  }

  async me(principal: Principal): Promise<Me> {
    const user = await this.users.findById(principal.userId);
    if (!user) throw notFound('User');
    return toMe(user);
  }

  async updateMe(principal: Principal, profile: UpdateMe): Promise<Me> {
    const user = await this.users.update(principal.userId, profile);
    if (!user) throw notFound('User');
    const me = toMe(user);
    const version = String(user.profileVersion);
    this.cache.put(ME, user.id, version, JSON.stringify(me));
    this.cache.put(USER, user.id, version, JSON.stringify(toUser(user)));
    return me;
  }

  /** Moves with whatever `me` and `get` show; throws `not_found` where there is no such user. */
  async profileVersion(id: string): Promise<string> {
    const version = await this.users.profileVersion(id);
    if (version === null) throw notFound('User');
    return String(version);
  }

  async get(id: string): Promise<User> {
    const user = await this.users.findById(id);
    if (!user) throw notFound('User');
    return toUser(user);
  }

  /** As `profileVersion`, for whoever may see the profile: throws `not_found` for a guest who shares no channel with them. */
  async visibleVersion(principal: Actor, id: string): Promise<string> {
    if ((await this.known(principal, [id])).length === 0) throw notFound('User');
    return this.profileVersion(id);
  }

  /** Those of the ids of whom the user may know: to guests, whom they share a channel with. */
  known({ userId, guest }: Actor, ids: string[]): Promise<string[]> {
    return guest ? this.users.acquainted(userId, ids) : Promise.resolve(ids);
  }

  async list(actor: Actor, { query, ids, cursor, limit }: UsersQuery): Promise<Page<User>> {
    if (ids) return this.listKnown(actor, ids);
    const { userId, guest } = actor;
    const users = await this.users.findPage(query, cursor ?? '', limit, { knownTo: guest ? userId : null });
    return pageOf(users, limit, toUser);
  }

  private async listKnown(actor: Actor, asked: string[]): Promise<Page<User>> {
    const ids = [...new Set(asked)];
    const users = await this.getMany(await this.known(actor, ids));
    return { items: ids.flatMap((id) => users.get(id) ?? []), nextCursor: null };
  }

  /** For administrators. */
  async listManaged({ query, state, cursor, limit }: ManagedUsersQuery): Promise<Page<ManagedUser>> {
    const users = await this.users.findPage(query, cursor ?? '', limit, { disabled: state === 'disabled' });
    return pageOf(users, limit, toManagedUser);
  }

  /** Locked until the transaction ends. Throws `not_found`. */
  async lockManaged(manager: EntityManager, id: string): Promise<ManagedUser> {
    const user = await this.users.findLocked(manager, id);
    if (!user) throw notFound('User');
    return toManagedUser(user);
  }

  /** What is not given stays. Tells no instance and ends no session: the caller does. */
  async setStanding(manager: EntityManager, id: string, standing: Partial<Standing>): Promise<ManagedUser> {
    await this.users.setStanding(manager, id, standing);
    return this.lockManaged(manager, id);
  }

  async getMany(ids: string[]): Promise<Map<string, User>> {
    const users = await this.users.findByIds(ids);
    return new Map(users.map((user) => [user.id, toUser(user)]));
  }

  /** As of the transaction, over its own connection. */
  async displayNames(manager: EntityManager, ids: string[]): Promise<Map<string, string>> {
    const users = await this.users.findNames(manager, ids);
    return new Map(users.map(({ id, displayName }) => [id, displayName]));
  }

  /** Those of the ids that belong to somebody who can be talked to. */
  async findActive(ids: string[]): Promise<string[]> {
    return (await this.users.findActiveByIds(ids)).map(({ id }) => id);
  }

  /** Those of the ids whose owners let others see how far they have read, and may see it of others. */
  async showingReceipts(ids: string[]): Promise<Set<string>> {
    return new Set(await this.users.idsShowingReceipts(ids));
  }

  /** Owners and administrators of the server. */
  administrators(limit: number): Promise<string[]> {
    return this.users.findAdministrators(limit);
  }

  /** Ids by username, of those that there are and of whom the user may know. */
  async idsByUsername(principal: Actor, usernames: string[]): Promise<Map<string, string>> {
    const users = await this.users.findByUsernames(usernames);
    const ids = users.map(({ id }) => id);
    const known = new Set(await this.known(principal, ids));
    return new Map(users.flatMap(({ id, username }) => (known.has(id) ? [[username, id] as const] : [])));
  }

  /** Those of the ids that belong to an account in use. */
  async recipients(ids: string[]): Promise<Recipient[]> {
    const users = await this.users.findActiveByIds(ids);
    return users.map(({ id, email, emailVerifiedAt, displayName, locale, timeZone }) => ({
      id,
      email,
      emailVerified: emailVerifiedAt !== null,
      displayName,
      locale,
      timeZone,
    }));
  }

  /** Ids of accounts in use that are no guests', in their order, after `after`. */
  activeIds(after: string | null, limit: number): Promise<string[]> {
    return this.users.activeIds(after, limit);
  }

  /** In their present role; null where there is no such user, or they are disabled. */
  async findActor(id: string, manager?: EntityManager): Promise<Actor | null> {
    const [user] = await this.users.findActiveByIds([id], manager);
    return user ? { userId: user.id, role: user.role, guest: user.guest } : null;
  }

  async findAccount(login: string): Promise<Account | null> {
    const user = await this.users.findByLogin(login);
    return user && { me: toMe(user), passwordHash: user.passwordHash, disabled: user.disabledAt !== null };
  }

  /**
   * As `lock`, for who acts on a password that was verified: that takes time, in which it may be set anew. Null where it was,
   * and where the account is not in use any more.
   */
  async lockVerified(manager: EntityManager, userId: string, passwordHash: string): Promise<Me | null> {
    const user = await this.users.findLocked(manager, userId);
    return user?.passwordHash === passwordHash && user.disabledAt === null ? toMe(user) : null;
  }

  passwordHashOf(id: string): Promise<string | null> {
    return this.users.findPasswordHash(id);
  }

  async exists(id: string): Promise<boolean> {
    return (await this.users.findById(id)) !== null;
  }

  anyUser(): Promise<boolean> {
    return this.users.anyUser();
  }

  /** Whether the account about to be made is the server's first; asked inside the transaction that makes it. */
  lockFirstUser(manager: EntityManager): Promise<boolean> {
    return this.users.lockFirstUser(manager);
  }

  /** `role` owner goes to the first account. Throws `conflict` where the address or the username is taken. */
  async create(
    manager: EntityManager,
    { emailVerified, guest = false, ...user }: NewUser,
    role: User['role'],
    id = newId(),
  ): Promise<Me> {
    const now = new Date();
    const emailVerifiedAt = emailVerified === true ? now : null;
    const entity = {
      ...user,
      id,
      role,
      guest,
      emailVerifiedAt,
      avatar: null,
      readReceipts: true,
      createdAt: now,
      disabledAt: null,
    };
    try {
      await this.users.insert(manager, entity);
    } catch (error) {
      if (isUniqueViolation(error, 'users_email')) throw conflict('email: this address has an account already');
      if (isUniqueViolation(error, 'users_username')) throw conflict('username: this name is taken');
      throw error;
    }
    return toMe(entity);
  }

  /** Ends no session: the caller does where it should. */
  setPasswordHash(manager: EntityManager, userId: string, passwordHash: string): Promise<void> {
    return this.users.setPasswordHash(manager, userId, passwordHash);
  }

  /** Nobody else changes the user until the transaction ends. Whoever changes what is theirs too, locks them first. */
  async lock(manager: EntityManager, userId: string): Promise<void> {
    await this.users.findLocked(manager, userId);
  }

  markEmailVerified(manager: EntityManager, userId: string): Promise<void> {
    return this.users.markEmailVerified(manager, userId);
  }

  /** For users whose memberships, groups, sessions or standing this transaction changes: every instance looks anew. */
  async accessChanged(tx: Transaction, userIds: string[]): Promise<void> {
    await this.users.bumpAccessVersions(tx.manager, userIds);
    tx.publish(accessChanged, { userIds });
  }

  /** For the instances' own use: each user, and the version of what they may reach. Users that are gone are left out. */
  async findAccess(userIds: string[]): Promise<{ user: User; version: number }[]> {
    const rows = await this.users.findAccess(userIds);
    return rows.map((row) => ({ user: toUser(row), version: row.accessVersion }));
  }

  accessVersions(userIds: string[]): Promise<Map<string, number>> {
    return this.users.accessVersions(userIds);
  }
}
