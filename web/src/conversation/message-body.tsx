import type { Message } from '@tertulia/client';
import { memo } from 'react';
import classes from './prose.module.css';

/** What a message says, as the server rendered and sanitised it. */
export const MessageBody = memo(function MessageBody({ html }: Pick<Message, 'html'>) {
  // eslint-disable-next-line react/no-danger -- the server answers nothing but the tags that docs/protocol.md lists
  return <div className={classes.prose} dangerouslySetInnerHTML={{ __html: html }} />;
});
