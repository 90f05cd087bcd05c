import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { drafts } from '../composer/drafts';
import { useObservable } from '../core/use-observable';
import { ChannelLine } from './channel-line';
import { SectionHeading } from './section-heading';
import { SidebarEntries } from './sidebar-entries';
import { SidebarFooter } from './sidebar-footer';
import { SidebarHeader } from './sidebar-header';
import { useCurrentChannel } from './use-current-channel';
import type { Rows } from './use-rows';
import classes from './sidebar.module.css';

/** The user's conversations, and the ways to all else. */
export function Sidebar({ list }: { list: Rows }) {
  const { t } = useTranslation('shell');
  return (
    <div className={classes.sidebar}>
      <SidebarHeader />
      <SidebarEntries />
      <nav className={classes.conversations} aria-label={t('conversations')}>
        <ConversationList list={list} />
      </nav>
      <SidebarFooter />
    </div>
  );
}

function ConversationList({ list }: { list: Rows }) {
  const { rows, ...rest } = list;
  const current = useCurrentChannel();
  const drafted = useDrafted();
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  const place = rows.findIndex((row) => row.kind === 'channel' && row.channel.id === current);
  // Where the list moves under the reader it stays where it is.
  const show = useEffectEvent(() => {
    if (place >= 0) virtual.current?.scrollToIndex(place, { align: 'nearest' });
  });
  useEffect(() => show(), [current]);
  return (
    <div className={classes.scroll} ref={scroll}>
      <Virtualizer ref={virtual} scrollRef={scroll}>
        {rows.map((row) =>
          row.kind === 'heading' ? (
            <SectionHeading key={`section ${row.section}`} heading={row} {...rest} />
          ) : (
            <ChannelLine
              key={row.channel.id}
              line={row}
              current={row.channel.id === current}
              drafted={drafted.has(row.channel.id)}
            />
          ),
        )}
      </Virtualizer>
    </div>
  );
}

function useDrafted(): ReadonlySet<string> {
  const lines = useObservable(drafts());
  return useMemo(() => new Set(lines.map(({ channelId }) => channelId)), [lines]);
}
