import type { Message } from '@tertulia/client';
import { createContext, use } from 'react';
import type { Rights } from '../channels/rights';
import type { Point } from '../core/point';

/** What the rows of a list can do. The same object for as long as nobody's rights change. */
export interface ListTools {
  readonly userId: string;
  readonly rights: Rights;
  /** Replies have a place of their own. */
  readonly threads: boolean;
  readonly toggle: (message: Message, emoji: string) => void;
  readonly pick: (message: Message, at: Point) => void;
  readonly menu: (message: Message, at: Point) => void;
  /** Shows who somebody is that a message is by, or names. */
  readonly person: (message: Message, userId: string, at: Point) => void;
  readonly thread: (message: Message) => void;
  readonly edit: (message: Message | null) => void;
  readonly history: (message: Message) => void;
  readonly retry: (clientId: string) => void;
  readonly discard: (clientId: string) => void;
}

export const ListToolsContext = createContext<ListTools | null>(null);

export function useListTools(): ListTools {
  const tools = use(ListToolsContext);
  if (!tools) throw new Error('There is no list around this row');
  return tools;
}
