import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChannelTitle } from '../channels/channel-title';
import { isTouch } from '../core/is-touch';
import { useConnected } from '../core/use-connected';
import { WRITING_BOX } from '../core/writing-box';
import { Blocked } from './blocked';
import classes from './composer.module.css';
import { ComposerActions } from './composer-actions';
import { FormattingBar } from './formatting-bar';
import { PlusMenu } from './plus-menu';
import { Preview } from './preview';
import { formatOf } from './shortcuts';
import { type Format, format, isInCode, newLine } from './text-edit';
import { usePlace, type WritingPlace } from './use-place';
import { type ComposerProps, useSending } from './use-sending';
import { useTextArea } from './use-text-area';
import { WritingArea } from './writing-area';

/** Where something is said in a channel or in a thread of it; or why nothing can be. */
export function Composer(props: ComposerProps) {
  const { channelId, threadId } = props;
  const place = usePlace(channelId, threadId !== undefined);
  if (place.obstacle) return <Blocked channelId={channelId} place={place} />;
  return <Writing key={threadId ?? channelId} {...props} place={place} />;
}

function Writing({ place, ...props }: ComposerProps & { place: WritingPlace }) {
  const { t } = useTranslation('composer');
  const { channelId, threadId, onEditLast } = props;
  const connected = useConnected();
  const title = useChannelTitle(place.info) ?? '…';
  const [formats, showFormats] = useState(false);
  const [preview, showPreview] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const ref = useRef<HTMLTextAreaElement>(null);
  const { selected, edit } = useTextArea(ref);
  const { body, write, left, mayBeSent, send, alsoToChannel, setAlsoToChannel } = useSending(props, place);
  useEffect(() => {
    if (!isTouch()) ref.current?.focus();
  }, []);

  const onFormat = (how: Format): void => edit(format(selected(), how));
  const onEmoji = (emoji: string): void => {
    const { start, end } = selected();
    const caret = start + emoji.length;
    edit({ from: start, to: end, insert: emoji, start: caret, end: caret });
  };
  const onKey = (event: KeyboardEvent): void => {
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

  const label = t('labelIn', { name: title });
  return (
    <div className={classes.composer}>
      <div ref={box} className={classes.box}>
        <FormattingBar opened={formats} onFormat={onFormat} />
        <WritingArea
          ref={ref}
          box={box}
          {...WRITING_BOX}
          channelId={channelId}
          variant="unstyled"
          maxRows={12}
          classNames={{ input: classes.input ?? '' }}
          aria-label={threadId === undefined ? label : t('labelReply')}
          placeholder={threadId === undefined ? label : t('labelReply')}
          body={body}
          write={write}
          onKey={onKey}
        />
        {preview && <Preview body={body} />}
        <ComposerActions
          {...{ formats, preview, onEmoji, left, mayBeSent }}
          onFormats={showFormats}
          onPreview={showPreview}
          onSend={send}
          menu={
            threadId === undefined && (
              <PlusMenu
                channelId={channelId}
                body={body}
                onScheduled={() => write('')}
                onBack={() => ref.current?.focus()}
              />
            )
          }
        >
          {threadId !== undefined && (
            <label className={classes.also}>
              <input
                type="checkbox"
                checked={alsoToChannel}
                onChange={(event) => setAlsoToChannel(event.currentTarget.checked)}
              />
              {t('alsoToChannel')}
            </label>
          )}
        </ComposerActions>
      </div>
      <div className={classes.hint} role={place.slow > 0 ? 'timer' : 'status'}>
        {place.slow > 0 ? t('slow', { time: clock(place.slow) }) : !connected && t('offline')}
      </div>
    </div>
  );
}

const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
