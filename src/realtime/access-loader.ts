import { Injectable } from '@nestjs/common';
import { SessionsService } from '../auth/sessions.service.js';
import { MembersService } from '../channels/members.service.js';
import type { User } from '../contract/users.js';
import { unauthenticated } from '../core/errors/domain-error.js';
import { Gatherer } from '../core/gatherer.js';
import type { Principal } from '../core/security/principal.js';
import { GroupsService } from '../groups/groups.service.js';
import { InboxService } from '../notifications/inbox.service.js';
import { UsersService } from '../users/users.service.js';

type Head = Awaited<ReturnType<MembersService['heads']>>[number];

/** What one user may reach: as of `version`, or a little later. */
export interface Access {
  user: User;
  version: number;
  heads: Head[];
  /** The groups that they are in, in order of id. */
  groupIds: readonly string[];
  /** Of their notifications. */
  inboxRev: number;
}

export interface Loaded {
  /** Users that are gone are left out. */
  access: Map<string, Access>;
  /** Those of the sessions asked for that have not ended. */
  liveSessions: Map<string, Principal>;
}

interface Request {
  userIds: string[];
  sessionIds: string[];
  resolve: (loaded: Loaded) => void;
  reject: (error: unknown) => void;
}

/** Looks up what users may reach. All who ask while a look-up is under way share the next one's few queries. */
@Injectable()
export class AccessLoader {
  private readonly requests = new Gatherer<Request>((requests) => this.answer(requests));

  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly members: MembersService,
    private readonly groups: GroupsService,
    private readonly inbox: InboxService,
  ) {}

  load(userIds: string[], sessionIds: string[]): Promise<Loaded> {
    return new Promise((resolve, reject) => this.requests.add({ userIds, sessionIds, resolve, reject }));
  }

  /** What a connection is about. Throws `unauthenticated` where its session has ended. */
  async loadOne({ userId, sessionId }: Principal): Promise<{ access: Access; principal: Principal }> {
    const loaded = await this.load([userId], [sessionId]);
    const [access, principal] = [loaded.access.get(userId), loaded.liveSessions.get(sessionId)];
    if (!access || !principal) throw unauthenticated('The session has ended');
    return { access, principal };
  }

  private answer(requests: Request[]): Promise<void> {
    const userIds = [...new Set(requests.flatMap((request) => request.userIds))];
    const sessionIds = [...new Set(requests.flatMap((request) => request.sessionIds))];
    return this.query(userIds, sessionIds).then(
      (loaded) => requests.forEach(({ resolve }) => resolve(loaded)),
      (error: unknown) => requests.forEach(({ reject }) => reject(error)),
    );
  }

  private async query(userIds: string[], sessionIds: string[]): Promise<Loaded> {
    // The versions first: data that is newer than its version is looked up once more, older data never again.
    const users = await this.users.findAccess(userIds);
    const [heads, groups, liveSessions, inboxes] = await Promise.all([
      this.members.heads(userIds),
      this.groups.membershipsOf(userIds),
      this.sessions.live(sessionIds),
      this.inbox.heads(userIds),
    ]);
    const inboxRevs = new Map(inboxes.map(({ userId, rev }) => [userId, rev]));
    const byUser = Map.groupBy(heads, ({ userId }) => userId);
    const access = new Map(
      users.map((found) => [
        found.user.id,
        {
          ...found,
          heads: byUser.get(found.user.id) ?? [],
          groupIds: (groups.get(found.user.id) ?? []).map(({ groupId }) => groupId),
          inboxRev: inboxRevs.get(found.user.id) ?? 0,
        },
      ]),
    );
    return { access, liveSessions };
  }
}
