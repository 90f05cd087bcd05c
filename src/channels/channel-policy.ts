import type { MemberRole } from '../contract/channels.js';
import { conflict, forbidden, rateLimited } from '../core/errors/domain-error.js';
import { type Actor, isServerAdmin, type Principal } from '../core/security/principal.js';
import type { BanEntity } from './ban.entity.js';
import type { ChannelEntity } from './channel.entity.js';
import type { MemberEntity } from './member.entity.js';

/** Who may do what in a channel. Whether one may know of it at all is decided before. */

type Poster = Pick<MemberEntity, 'role' | 'silencedUntil'>;

/** Whether a member runs the channel, as its owner or moderator. */
export const isModerator = ({ role }: Pick<MemberEntity, 'role'>) => role === 'owner' || role === 'moderator';

/** Public channels are there for everybody but guests. */
export const isOpenTo = ({ guest }: Actor, { kind }: Pick<ChannelEntity, 'kind'>) => kind === 'public' && !guest;

/** Public channels belong to the organisation, so its administrators may run them without being members. */
export function requireManager(principal: Actor, channel: ChannelEntity, member: MemberEntity | null): void {
  requireGroup(channel);
  if (member && isModerator(member)) return;
  if (channel.kind === 'public' && isServerAdmin(principal)) return;
  throw forbidden('Only owners and moderators of the channel may do this');
}

export function requireMayExport(actor: Actor, channel: ChannelEntity, member: MemberEntity | null): void {
  if (member && isModerator(member)) return;
  if (channel.kind === 'public' && isServerAdmin(actor)) return;
  throw forbidden('Only owners and moderators of the channel may export it');
}

export function requireOwner(principal: Principal, channel: ChannelEntity, member: MemberEntity | null): void {
  requireGroup(channel);
  if (member?.role === 'owner') return;
  if (channel.kind === 'public' && isServerAdmin(principal)) return;
  throw forbidden('Only owners of the channel may do this');
}

/**
 * Members who may post bring members in; moderators also make members read-only, and members again; all other roles are
 * the owners' to give and to take. `target`: the role of one who is in already.
 */
export function requireMaySetRole(
  principal: Principal,
  channel: ChannelEntity,
  member: MemberEntity | null,
  role: MemberRole,
  target: MemberRole | null,
): void {
  if (!member) requireOwner(principal, channel, member);
  else if (!target && role === 'member' && member.role !== 'read-only') requireGroup(channel);
  else if (isPlain(role) && (!target || isPlain(target))) requireManager(principal, channel, member);
  else requireOwner(principal, channel, member);
}

/** Guests come where those who run the channel bring them, and run nothing. */
export function requireMayTakeGuest(
  principal: Principal,
  channel: ChannelEntity,
  member: MemberEntity | null,
  role: MemberRole,
): void {
  requireManager(principal, channel, member);
  if (!isPlain(role)) throw conflict('A guest is a member or read-only');
}

/** Moderators remove members, owners remove anybody. */
export function requireMayRemove(
  principal: Principal,
  channel: ChannelEntity,
  member: MemberEntity | null,
  target: MemberEntity,
): void {
  if (isPlain(target.role)) requireManager(principal, channel, member);
  else requireOwner(principal, channel, member);
}

/**
 * Those who may remove somebody may keep them out, with those who are not in among the members. Administrators of the
 * server stay able to run public channels.
 */
export function requireMayBan(
  principal: Principal,
  channel: ChannelEntity,
  member: MemberEntity | null,
  target: Actor & { member: MemberEntity | null },
): void {
  if (target.member) requireMayRemove(principal, channel, member, target.member);
  else requireManager(principal, channel, member);
  if (target.userId === principal.userId) throw conflict('Nobody bans themselves; leave the channel');
  if (channel.kind === 'public' && isServerAdmin(target)) {
    throw forbidden('Administrators of the server are not banned from public channels');
  }
}

/** Those who may remove a member may silence them. */
export function requireMayMute(
  principal: Principal,
  channel: ChannelEntity,
  member: MemberEntity | null,
  target: MemberEntity,
): void {
  requireMayRemove(principal, channel, member, target);
  if (target.userId === principal.userId) throw conflict('Nobody mutes themselves');
}

/** Every way into a channel passes this. */
export function requireNotBanned(ban: BanEntity | null): void {
  if (!ban) return;
  const until = ban.until ? ` until ${ban.until.toISOString()}` : '';
  throw forbidden(`Banned from this channel${until}`);
}

export function requireGroup(channel: ChannelEntity): void {
  if (channel.kind === 'direct') throw conflict('The people of a direct channel are fixed');
  if (channel.kind === 'thread')
    throw conflict('A thread is followed by members of its channel, and has no rules of its own');
}

export function requireNotArchived(channel: Pick<ChannelEntity, 'archivedAt'>): void {
  if (channel.archivedAt) throw conflict('The channel is archived');
}

/**
 * Throws where a member may put no words into the channel now: for whatever writes outside the functions that append,
 * which judge the same (`post_message`, `post_messages`) and the turn besides.
 */
export function requireMayPost(channel: Pick<ChannelEntity, 'posting'>, member: Poster, now = new Date()): void {
  if (member.role === 'read-only') throw postingRefusals.read_only();
  if (channel.posting === 'moderators' && !isModerator(member)) throw postingRefusals.announcement();
  requireMayReact(member, now);
}

/** Throws where slow mode has a member wait: for new messages that are written outside the functions that append. */
export function requireTurn(
  { slowModeSeconds }: Pick<ChannelEntity, 'slowModeSeconds'>,
  member: Pick<MemberEntity, 'role' | 'postedAt'>,
  now = Date.now(),
): void {
  if (slowModeSeconds === 0 || isModerator(member) || !member.postedAt) return;
  const waits = member.postedAt.getTime() + slowModeSeconds * 1000 - now;
  if (waits > 0) throw postingRefusals.slow(waits);
}

/** Throws where a member may not respond to what others wrote, as by a reaction or a vote: while they are silenced. */
export function requireMayReact({ silencedUntil }: Poster, now = new Date()): void {
  if (silencedUntil && silencedUntil > now) throw postingRefusals.silenced(silencedUntil);
}

/** Why a member may not post, by the verdict of the functions that append. */
export const postingRefusals = {
  read_only: () => forbidden('You may only read in this channel'),
  announcement: () => forbidden('Only owners and moderators post in this channel'),
  silenced: (until: Date) => forbidden(`A moderator silenced you in this channel until ${until.toISOString()}`),
  slow: (retryAfterMs: number) =>
    rateLimited(retryAfterMs, `Slow mode: you may post here again in ${Math.ceil(retryAfterMs / 1000)} s`),
};

/** Roles that run nothing. */
const isPlain = (role: MemberRole) => role === 'member' || role === 'read-only';
