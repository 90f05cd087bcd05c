import { type KeyboardEvent, useId, useState } from 'react';
import { rememberEmoji } from '../emoji/own-emojis';
import type { Suggestion } from './suggestions';
import type { Edit, Selected } from './text-edit';
import { type Token, tokenAt } from './token';
import { useSuggestions } from './use-suggestions';

export interface Completion {
  suggestions: readonly Suggestion[];
  active: number;
  listId: string;
  /** To be called when the text or the caret changed. */
  look: (selected: Selected) => void;
  /** Answers whether the key was the list's. */
  press: (event: KeyboardEvent) => boolean;
  point: (index: number) => void;
  choose: (suggestion: Suggestion) => void;
  close: () => void;
}

const isSame = (a: Token | null, b: Token | null): boolean =>
  a?.kind === b?.kind && a?.from === b?.from && a?.query === b?.query;

/** The list of names for what stands before the caret. */
export function useCompletion(channelId: string, edit: (change: Edit) => void): Completion {
  const listId = useId();
  const [token, setToken] = useState<Token | null>(null);
  const [refused, refuse] = useState<number | null>(null);
  const [index, point] = useState(0);
  const shown = token && token.from !== refused ? token : null;
  const suggestions = useSuggestions(shown, channelId);
  const active = Math.min(index, suggestions.length - 1);

  const look = (selected: Selected): void => {
    const next = tokenAt(selected);
    if (isSame(next, token)) return;
    setToken(next);
    point(0);
    if (!next) refuse(null);
  };
  const close = (): void => refuse(token?.from ?? null);
  const choose = ({ insert, kind }: Suggestion): void => {
    if (!token) return;
    if (kind === 'emoji') rememberEmoji(insert);
    const caret = token.from + insert.length + 1;
    setToken(null);
    edit({ from: token.from, to: token.to, insert: `${insert} `, start: caret, end: caret });
  };
  const press = (event: KeyboardEvent): boolean => {
    const chosen = suggestions[active];
    if (!chosen || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { length } = suggestions;
    if (event.key === 'ArrowDown') point((active + 1) % length);
    else if (event.key === 'ArrowUp') point((active + length - 1) % length);
    else if (event.key === 'Escape') close();
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) choose(chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { suggestions, active, listId, look, press, point, choose, close };
}
