import { useState } from 'react';
import { client } from '../core/client';
import { sayError } from '../core/say';
import { usePart } from '../core/use-observable';
import { drafts } from './drafts';
import type { WritingPlace } from './use-place';
import { useCharactersLeft } from './use-limit';

export interface ComposerProps {
  channelId: string;
  /** The message of the channel whose thread is written in. */
  threadId?: string | undefined;
  /** ArrowUp where nothing is written: begins to edit the user's last message, and answers whether there is one. */
  onEditLast?: () => boolean;
}

export interface Writing {
  body: string;
  write: (body: string) => void;
  /** Characters, where they are nearly used up. */
  left: number | null;
  mayBeSent: boolean;
  send: () => void;
  /** A reply is said to the channel too. */
  alsoToChannel: boolean;
  setAlsoToChannel: (also: boolean) => void;
}

/** What is being written in a channel or thread, and how it goes out. */
export function useSending({ channelId, threadId }: ComposerProps, place: WritingPlace): Writing {
  const placeId = threadId ?? channelId;
  const book = drafts();
  const body = usePart(book, () => book.textOf(placeId));
  const left = useCharactersLeft(body);
  const [alsoToChannel, setAlsoToChannel] = useState(false);
  const mayBeSent = body.trim() !== '' && place.slow === 0 && (left === null || left >= 0);
  const write = (text: string): void => {
    book.write(placeId, text);
    if (text !== '') client.channel(placeId).typing();
  };
  const send = (): void => {
    if (!mayBeSent) return;
    const options = threadId === undefined ? {} : { threadId, alsoToChannel };
    client.channel(channelId).send(body.trimEnd(), options).kept.catch(sayError);
    book.write(placeId, '');
    setAlsoToChannel(false);
  };
  return { body, write, left, mayBeSent, send, alsoToChannel, setAlsoToChannel };
}
