import type { Channel } from '@tertulia/client';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { onFollowedAgain } from '../core/followed';
import { Late } from '../core/late';
import { client } from '../core/client';
import { lazy } from '../core/lazy';
import { useObservable } from '../core/use-observable';
import { MoreFailure, NewestButton, TopDay, UnreadPill } from './list-edges';
import { ListRow } from './list-row';
import { ListToolsContext } from './list-tools';
import { ListView } from './list-view';
import { ListWaiting } from './list-waiting';
import classes from './list.module.css';
import type { Rights } from '../channels/rights';
import { useFeedKeys } from './use-feed-keys';
import { useToolbox } from './use-toolbox';

/** Nobody needs them at first. */
const ListDialogs = lazy(async () => ({ default: (await import('./list-dialogs')).ListDialogs }));

export interface MessageListProps {
  channel: Channel;
  rights: Rights;
  /** What the list is, for who does not see it. */
  label: string;
  /** The place that an address leads to. */
  target?: number | null;
  /** Stands before the first message. */
  start?: ReactNode;
  /** Replies are in threads of their own, which open through this. */
  onThread?: ((messageId: string) => void) | undefined;
  /** Whether the channel is small enough to tell who has read a message. */
  readers?: boolean;
}

/** A channel's messages: as many rows as fit on the screen, of all that there are. Another channel needs another `key`. */
export function MessageList(props: MessageListProps) {
  const { channel, rights, label, target = null, start, onThread, readers = false } = props;
  const { t } = useTranslation('conversation');
  const userId = client.user?.id ?? '';
  const [view] = useState(() => new ListView(channel, userId, target));
  const { stage, opened, atEnd, top, highlighted, divider, newIsAbove, seq, unread, failed } = useObservable(view);
  useEffect(() => view.start(), [view]);
  const list = useRef<VirtualizerHandle>(null);
  useLayoutEffect(() => view.drawn(stage, list.current), [view, stage]);
  useEffect(() => view.goTo(target), [view, target]);
  useEffect(() => onFollowedAgain(`/c/${channel.id}/${target}`, view.again), [channel.id, target, view]);
  const feed = useRef<HTMLDivElement>(null);
  const { tools, state, actions } = useToolbox({ channel, view, feed, rights, userId, onThread });
  const keys = useFeedKeys({ feed, rows: stage.rows, view, tools, actions });
  const kept = stage.rows.flatMap((row, index) =>
    row.key === keys.active || (row.kind === 'message' && row.message.id === state.editing) ? [index] : [],
  );
  return (
    <ListToolsContext value={tools}>
      <div className={classes.place}>
        {!opened && <ListWaiting />}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of a feed */}
        <div
          role="feed"
          aria-label={label}
          aria-busy={!opened}
          className={classes.list}
          data-opened={opened || undefined}
          ref={feed}
          onKeyDown={keys.onKeyDown}
          onFocus={keys.onFocus}
          onKeyDownCapture={view.place.taken}
          onPointerDownCapture={keys.onPointerDown}
          onPointerDown={view.place.taken}
          onTouchMove={view.place.taken}
          onWheel={view.place.taken}
        >
          <div className={classes.space} role="presentation" />
          <Virtualizer
            key={stage.generation}
            ref={list}
            data={stage.rows}
            shift={stage.shift}
            keepMounted={kept}
            bufferSize={400}
            onScroll={view.scrolled}
            onResize={view.resized}
          >
            {(row) => (
              <ListRow
                key={row.key}
                row={row}
                start={start}
                highlighted={row.kind === 'message' && row.message.seq === highlighted}
                editing={row.kind === 'message' && row.message.id === state.editing}
                active={row.key === keys.active}
              />
            )}
          </Virtualizer>
        </div>
        {newIsAbove ? (
          <UnreadPill count={seq - (divider ?? seq)} onJump={view.toNew} onRead={view.clear} />
        ) : (
          <TopDay row={stage.rows[top]} feed={feed} />
        )}
        {failed && <MoreFailure onRetry={view.retry} />}
        {opened && !atEnd && <NewestButton unread={unread} onClick={view.toEnd} />}
        <div className={classes.news} aria-live="polite">
          {opened && unread > 0 && t('newMessages', { count: unread })}
        </div>
      </div>
      {state.opened && (
        <Late onFailure={state.dismiss}>
          <ListDialogs state={state} actions={actions} readers={readers} />
        </Late>
      )}
    </ListToolsContext>
  );
}
