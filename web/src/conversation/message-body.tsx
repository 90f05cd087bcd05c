import type { Message } from '@tertulia/client';
import { memo, type MouseEvent } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { isPlain, pathInside } from '../core/inside';
import classes from './prose.module.css';

/** Links to other messages and pages are followed within the tab, which has the client; their `target` is for all others. */
function follow(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const path = link && isPlain(event.nativeEvent) ? pathInside(link, location.origin) : null;
  if (path === null) return;
  event.preventDefault();
  navigate(path);
}

/** What a message says, as the server rendered and sanitised it. */
export const MessageBody = memo(function MessageBody({ html }: Pick<Message, 'html'>) {
  return (
    // The server answers nothing but the tags that docs/protocol.md lists; what is clicked are its links.
    // oxlint-disable-next-line react/no-danger, jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div className={classes.prose} onClick={follow} dangerouslySetInnerHTML={{ __html: html }} />
  );
});
