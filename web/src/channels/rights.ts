import { obstacleOf, type Place } from './obstacle';

/** What somebody may do with a channel's messages now. The server says the last word. */
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

export function rightsOf(place: Place): Rights {
  const { info, isMember } = place;
  const obstacle = obstacleOf(place);
  const open = info !== null && info.archivedAt === null;
  const role = isMember && info !== null && 'role' in info ? info.role : null;
  const member = role !== null;
  // Not whoever runs the server: what is said in a channel is in the hands of those who run it as its members.
  const moderate = open && (role === 'owner' || role === 'moderator');
  return {
    member,
    respond: member && open && obstacle !== 'silenced',
    post: member && obstacle === null,
    remove: member && open,
    moderate,
    pin: moderate || (open && member && info.kind === 'direct'),
  };
}
