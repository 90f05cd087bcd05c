import type { ChannelSnapshot, Me } from '@tertulia/client';

/** What somebody may do in a channel now. The server says the last word. */
export interface Rights {
  readonly member: boolean;
  /** React and vote. */
  readonly respond: boolean;
  /** Write, and edit what one wrote. */
  readonly post: boolean;
  /** Delete one's own. */
  readonly remove: boolean;
  /** Delete what others wrote. */
  readonly moderate: boolean;
  readonly pin: boolean;
}

const RUNS_SERVER = ['owner', 'admin'];

export function rightsOf(
  info: ChannelSnapshot['info'],
  isMember: boolean,
  me: Pick<Me, 'role'> | null,
  now = Date.now(),
): Rights {
  const role = isMember && info && 'role' in info ? info.role : null;
  const open = info !== null && info.archivedAt === null;
  const member = role !== null;
  const silenced = silencedUntil(info, now) !== null;
  const runs =
    role === 'owner' || role === 'moderator' || (info?.kind === 'public' && RUNS_SERVER.includes(me?.role ?? ''));
  const respond = member && open && !silenced;
  return {
    member,
    respond,
    post: respond && role !== 'read-only' && (info.posting === 'everyone' || role === 'owner' || role === 'moderator'),
    remove: member && open,
    moderate: runs && open,
    pin: open && (runs || (member && info.kind === 'direct')),
  };
}

/** Until when a moderator silenced the user, where that is not over. */
function silencedUntil(info: ChannelSnapshot['info'], now: number): string | null {
  const until = info && 'silencedUntil' in info ? info.silencedUntil : null;
  return until !== null && new Date(until).getTime() > now ? until : null;
}
