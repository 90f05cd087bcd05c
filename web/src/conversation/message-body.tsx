import type { Message } from '@tertulia/client';
import { type KeyboardEvent, memo, type MouseEvent, useEffect, useRef } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { useChannelsNamed } from '../channels/use-channels-named';
import { type Point, under } from '../core/point';
import { isPlain, pathInside } from '../core/inside';
import classes from './prose.module.css';

const PERSON = '[data-user-id]';

/** Links to other messages and pages are followed within the tab, which has the client; their `target` is for all others. */
function follow(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const path = link && isPlain(event.nativeEvent) ? pathInside(link, location.origin) : null;
  if (path === null) return;
  event.preventDefault();
  navigate(path);
}

interface MessageBodyProps extends Pick<Message, 'html'> {
  /** Somebody who is mentioned is asked about. */
  onPerson?: (userId: string, at: Point) => void;
}

/** What a message says, as the server rendered and sanitised it, with channels as they are called now. */
export const MessageBody = memo(function MessageBody({ html, onPerson }: MessageBodyProps) {
  const body = useRef<HTMLDivElement>(null);
  const shown = useChannelsNamed(html);
  // With each drawing the HTML is made anew.
  useEffect(() => {
    if (!onPerson) return;
    for (const mention of body.current?.querySelectorAll(PERSON) ?? []) {
      mention.setAttribute('role', 'button');
      mention.setAttribute('tabindex', '0');
    }
  });
  const show = ({ target }: MouseEvent | KeyboardEvent): boolean => {
    const mention = target instanceof Element ? target.closest<HTMLElement>(PERSON) : null;
    const userId = mention?.dataset['userId'];
    if (!mention || !userId || !onPerson) return false;
    onPerson(userId, under(mention));
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.key === 'Enter' || event.key === ' ') && show(event)) event.preventDefault();
  };
  return (
    // The server answers nothing but the tags that docs/protocol.md lists; what is pressed are its links and mentions.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={body}
      className={classes.prose}
      onClick={(event) => show(event) || follow(event)}
      onKeyDown={onKeyDown}
      // oxlint-disable-next-line react/no-danger
      dangerouslySetInnerHTML={{ __html: shown }}
    />
  );
});
