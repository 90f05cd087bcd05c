import { Tooltip } from '@mantine/core';
import type { Message } from '@tertulia/client';
import { IconMoodPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../people/use-user';
import { countText } from '../core/dates';
import { under } from '../core/point';
import { useListTools } from './list-tools';
import classes from './row.module.css';

type Reaction = Message['reactions'][number];

/** How many names a tooltip says. */
const NAMED = 6;

/** What people reacted with; one more press adds one's own or takes it back. */
export function Reactions({ message }: { message: Message }) {
  const { t } = useTranslation('conversation');
  const { rights, pick } = useListTools();
  return (
    <div className={classes.chips}>
      {message.reactions.map((reaction) => (
        <Chip key={reaction.emoji} message={message} reaction={reaction} />
      ))}
      {rights.respond && (
        <button
          type="button"
          className={classes.chip}
          aria-label={t('actions.react')}
          onClick={({ currentTarget }) => pick(message, under(currentTarget))}
        >
          <IconMoodPlus size={15} aria-hidden />
        </button>
      )}
    </div>
  );
}

function Chip({ message, reaction }: { message: Message; reaction: Reaction }) {
  const { t } = useTranslation('conversation');
  const { rights, toggle, userId } = useListTools();
  const { emoji, count, userIds } = reaction;
  const mine = userIds.includes(userId);
  return (
    <Tooltip label={<Who reaction={reaction} />} openDelay={300} multiline maw={260} withArrow>
      <button
        type="button"
        className={classes.chip}
        aria-pressed={mine}
        aria-label={t('reacted', { emoji, count })}
        disabled={!rights.member}
        onClick={() => toggle(message, emoji)}
      >
        <span aria-hidden>{emoji}</span> {countText(count)}
      </button>
    </Tooltip>
  );
}

/** Drawn when it is looked at, so that nobody's name is asked for before. */
function Who({ reaction: { emoji, count, userIds } }: { reaction: Reaction }) {
  const { t } = useTranslation('conversation');
  const named = userIds.slice(0, NAMED);
  const others = count - named.length;
  return (
    <>
      {named.map((userId, index) => (
        <span key={userId}>
          {index > 0 && ', '}
          <Name userId={userId} />
        </span>
      ))}
      {others > 0 && ` ${t('andOthers', { count: others })}`} {emoji}
    </>
  );
}

const Name = ({ userId }: { userId: string }) => useUser(userId)?.displayName ?? '…';
