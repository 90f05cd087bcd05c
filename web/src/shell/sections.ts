import type { ChannelSummary } from '@tertulia/client';
import type { Category } from '../../../src/contract/categories.js';
import { isSilent } from '../channels/silence';
import { isMine } from '../channels/powers';

/** `channels` and `directs` hold whatever is in no category. */
export type SectionId = 'favorites' | 'channels' | 'directs' | (string & {});
export type Order = 'activity' | 'name';

export interface Line {
  readonly kind: 'channel';
  readonly section: SectionId;
  readonly channel: ChannelSummary;
  readonly title: string;
  readonly muted: boolean;
  readonly archived: boolean;
}

export interface Heading {
  readonly kind: 'heading';
  readonly section: SectionId;
  /** Of a category of the user's own. */
  readonly name: string | null;
  readonly collapsed: boolean;
  /** What is hidden in it and wants to be read. */
  readonly count: number;
}

export type Row = Heading | Line;

export interface Arrangement {
  channels: readonly ChannelSummary[];
  categories: readonly Category[];
  collapsed: ReadonlySet<SectionId>;
  order: Order;
  titleOf: (channel: ChannelSummary) => string | null | undefined;
  /** When somebody last wrote there, as far as is known here: the greater, the later. */
  activityOf: (channel: ChannelSummary) => number;
  /** The one on the screen is shown also where its section is closed. */
  current: string | undefined;
  now: number;
  /** By whose alphabet names are put in order. */
  language: string;
}

/** Whether the user hears nothing of a channel now. */
export const isMuted = ({ info }: ChannelSummary, now: number): boolean =>
  info !== null && isMine(info) && isSilent(info.notifications, now);

/** What is shown as unread: of a muted channel, mentions alone. */
export const isUnread = ({ channel, muted }: Pick<Line, 'channel' | 'muted'>): boolean =>
  channel.mentionCount > 0 || (channel.unread > 0 && !muted);

/** The list as it stands on the screen, from top to bottom. */
export function rowsOf(arrangement: Arrangement): Row[] {
  const { channels, categories, collapsed, current } = arrangement;
  const lines = new Map(channels.map((channel) => [channel.id, lineOf(channel, arrangement)]));
  const rows: Row[] = [];
  const add = (section: SectionId, name: string | null, members: Line[], always: boolean): void => {
    if (members.length === 0 && !always) return;
    const isClosed = collapsed.has(section);
    const shown = isClosed ? members.filter((line) => line.channel.id === current || isUnread(line)) : members;
    const hidden = members.length - shown.length;
    rows.push({ kind: 'heading', section, name, collapsed: isClosed, count: hidden });
    rows.push(...shown.map((line) => ({ ...line, section })));
  };
  for (const { id, name, channelIds } of categories) {
    const placed = channelIds.flatMap((channelId) => lines.get(channelId) ?? []);
    for (const { channel } of placed) lines.delete(channel.id);
    add(id, name, placed, name !== null);
  }
  const rest = [...lines.values()];
  const isDirect = ({ channel }: Line): boolean => channel.info?.kind === 'direct';
  add('channels', null, rest.filter((line) => !isDirect(line)).toSorted(comparing(arrangement)), true);
  add('directs', null, rest.filter(isDirect).toSorted(comparing({ ...arrangement, order: 'activity' })), true);
  return rows;
}

function lineOf(channel: ChannelSummary, { titleOf, now }: Arrangement): Line {
  const muted = isMuted(channel, now);
  const archived = channel.info?.archivedAt != null;
  return { kind: 'channel', section: 'channels', channel, title: titleOf(channel) ?? '…', muted, archived };
}

/** Archived ones last; by activity: what is for the user, what is unread, then where somebody wrote last. */
function comparing({
  order,
  activityOf,
  language,
}: Pick<Arrangement, 'order' | 'activityOf' | 'language'>): (a: Line, b: Line) => number {
  const names = new Intl.Collator(language, { numeric: true, sensitivity: 'base' });
  const rank = (line: Line): number => (line.channel.mentionCount > 0 ? 2 : isUnread(line) ? 1 : 0);
  return (a, b) =>
    Number(a.archived) - Number(b.archived) ||
    (order === 'activity' ? rank(b) - rank(a) || activityOf(b.channel) - activityOf(a.channel) : 0) ||
    names.compare(a.title, b.title) ||
    (a.channel.id < b.channel.id ? -1 : 1);
}

/** The channel before or after the present one in the list, around its ends. */
export function neighbour(
  rows: readonly Row[],
  current: string | undefined,
  by: -1 | 1,
  unreadOnly: boolean,
): string | null {
  const lines = rows.filter((row): row is Line => row.kind === 'channel');
  const at = lines.findIndex(({ channel }) => channel.id === current);
  const start = at < 0 && by < 0 ? lines.length : at;
  for (let step = 1; step <= lines.length; step++) {
    const line = lines[(start + by * step + 2 * lines.length) % lines.length];
    if (line && line.channel.id !== current && (!unreadOnly || isUnread(line))) return line.channel.id;
  }
  return null;
}
