import type { MemberRole } from '../contract/channels.js';
import { conflict, forbidden } from '../core/errors/domain-error.js';
import { type Actor, isServerAdmin, type Principal } from '../core/security/principal.js';
import type { ChannelEntity } from './channel.entity.js';
import type { MemberEntity } from './member.entity.js';

/** Who may do what in a channel. Whether one may know of it at all is decided before. */

/** Public channels belong to the organisation, so its administrators may run them without being members. */
export function requireManager(principal: Principal, channel: ChannelEntity, member: MemberEntity | null): void {
  requireGroup(channel);
  if (member && member.role !== 'member') return;
  if (channel.kind === 'public' && isServerAdmin(principal)) return;
  throw forbidden('Only owners and moderators of the channel may do this');
}

export function requireMayExport(actor: Actor, channel: ChannelEntity, member: MemberEntity | null): void {
  if (member && member.role !== 'member') return;
  if (channel.kind === 'public' && isServerAdmin(actor)) return;
  throw forbidden('Only owners and moderators of the channel may export it');
}

export function requireOwner(principal: Principal, channel: ChannelEntity, member: MemberEntity | null): void {
  requireGroup(channel);
  if (member?.role === 'owner') return;
  if (channel.kind === 'public' && isServerAdmin(principal)) return;
  throw forbidden('Only owners of the channel may do this');
}

/** Any member may bring a member in; to hand out more than that, or to change a role, one must own the channel. */
export function requireMaySetRole(
  principal: Principal,
  channel: ChannelEntity,
  member: MemberEntity | null,
  role: MemberRole,
  isMemberAlready: boolean,
): void {
  if (!member || role !== 'member' || isMemberAlready) requireOwner(principal, channel, member);
  else requireGroup(channel);
}

/** Moderators remove members, owners remove anybody. */
export function requireMayRemove(
  principal: Principal,
  channel: ChannelEntity,
  member: MemberEntity | null,
  target: MemberEntity,
): void {
  if (target.role === 'member') requireManager(principal, channel, member);
  else requireOwner(principal, channel, member);
}

export function requireGroup(channel: ChannelEntity): void {
  if (channel.kind === 'direct') throw conflict('The people of a direct channel are fixed');
}

export function requireNotArchived(channel: ChannelEntity): void {
  if (channel.archivedAt) throw conflict('The channel is archived');
}
