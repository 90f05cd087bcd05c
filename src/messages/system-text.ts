import type { SystemEvent } from '../contract/system-events.js';

/** In English, for clients that do not say it in their own words. Names are as they are when it happens. */
export function systemText({ event, from, to }: SystemEvent, actor: string, other: string): string {
  switch (event) {
    case 'joined':
      return `${actor} joined the channel.`;
    case 'left':
      return `${actor} left the channel.`;
    case 'added':
      return `${actor} added ${other}.`;
    case 'removed':
      return `${actor} removed ${other}.`;
    case 'renamed':
      return `${actor} renamed the channel from “${from}” to “${to}”.`;
    case 'topic_changed':
      return to === '' ? `${actor} took the topic away.` : `${actor} set the topic to “${to}”.`;
    case 'archived':
      return `${actor} archived the channel.`;
    case 'restored':
      return `${actor} took the channel out of the archive.`;
  }
}
