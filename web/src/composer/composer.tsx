import { ActionIcon, Checkbox, Textarea } from '@mantine/core';
import { IconSend2, IconTypography } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { sayError } from '../core/say';
import { useConnected } from '../core/use-connected';
import { usePart } from '../core/use-observable';
import { Blocked } from './blocked';
import classes from './composer.module.css';
import { drafts } from './drafts';
import { FormattingBar } from './formatting-bar';
import { formatOf } from './shortcuts';
import { type Format, format, isInCode, newLine } from './text-edit';
import { usePlace, type WritingPlace } from './use-place';
import { useTextArea } from './use-text-area';

export interface ComposerProps {
  channelId: string;
  /** The message of the channel whose thread is written in. */
  threadId?: string | undefined;
  /** Something was sent: whoever looks at older messages may be brought to the newest. */
  onSent?: () => void;
  /** ArrowUp where nothing is written: begins to edit the user's last message, and answers whether there is one. */
  onEditLast?: () => boolean;
}

/** Where something is said in a channel or in a thread of it; or why nothing can be. */
export function Composer(props: ComposerProps) {
  const { channelId, threadId } = props;
  const place = usePlace(channelId, threadId !== undefined);
  if (place.obstacle) return <Blocked channelId={channelId} place={place} />;
  return <Writing key={threadId ?? channelId} {...props} place={place} />;
}

/** Phones have no Shift for a new line: there only the button sends. */
const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;

function Writing({ channelId, threadId, onSent, onEditLast, place }: ComposerProps & { place: WritingPlace }) {
  const { t } = useTranslation('composer');
  const draftId = threadId ?? channelId;
  const book = drafts();
  const body = usePart(book, () => book.textOf(draftId));
  const connected = useConnected();
  const [formats, showFormats] = useState(false);
  const [alsoToChannel, setAlso] = useState(false);
  const ref = useRef<HTMLTextAreaElement>(null);
  const { selected, edit } = useTextArea(ref);
  useEffect(() => {
    if (!isTouch()) ref.current?.focus();
  }, []);

  const mayBeSent = body.trim() !== '' && place.slow === 0;
  const send = (): void => {
    if (!mayBeSent) return;
    const options = threadId === undefined ? {} : { threadId, alsoToChannel };
    client.channel(channelId).send(body.trimEnd(), options).kept.catch(sayError);
    book.write(draftId, '');
    setAlso(false);
    onSent?.();
  };
  const onFormat = (how: Format): void => edit(format(selected(), how));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const now = selected();
    const how = formatOf(event, now.end > now.start);
    if (how) {
      event.preventDefault();
      event.stopPropagation();
      return onFormat(how);
    }
    if (event.key === 'ArrowUp' && body === '' && onEditLast?.()) return event.preventDefault();
    if (event.key !== 'Enter') return;
    if (event.ctrlKey || event.metaKey || !(event.shiftKey || isTouch() || isInCode(now))) {
      event.preventDefault();
      return send();
    }
    const next = isInCode(now) ? null : newLine(now);
    if (!next) return;
    event.preventDefault();
    edit(next);
  };

  const label = place.name === null ? t('label') : t('labelIn', { name: place.name });
  return (
    <div className={classes.composer}>
      <div className={classes.box}>
        <FormattingBar opened={formats} onFormat={onFormat} />
        <Textarea
          ref={ref}
          variant="unstyled"
          autosize
          minRows={1}
          maxRows={12}
          classNames={{ input: classes.input ?? '' }}
          aria-label={threadId === undefined ? label : t('labelReply')}
          placeholder={threadId === undefined ? label : t('labelReply')}
          value={body}
          onChange={(event) => {
            book.write(draftId, event.currentTarget.value);
            if (event.currentTarget.value !== '') client.channel(draftId).typing();
          }}
          onKeyDown={onKeyDown}
        />
        <div className={classes.bar}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            hiddenFrom="sm"
            aria-label={t('formatting')}
            aria-pressed={formats}
            onClick={() => showFormats(!formats)}
          >
            <IconTypography size={19} stroke={1.75} />
          </ActionIcon>
          <span className={classes.spring} />
          {threadId !== undefined && (
            <Checkbox
              size="xs"
              label={t('alsoToChannel')}
              checked={alsoToChannel}
              onChange={(event) => setAlso(event.currentTarget.checked)}
            />
          )}
          <ActionIcon size={32} aria-label={t('send')} disabled={!mayBeSent} onClick={send}>
            <IconSend2 size={18} />
          </ActionIcon>
        </div>
      </div>
      <div className={classes.hint} role={place.slow > 0 ? 'timer' : 'status'}>
        {place.slow > 0 ? t('slow', { time: clock(place.slow) }) : !connected && t('offline')}
      </div>
    </div>
  );
}

const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
