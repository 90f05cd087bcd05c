import { Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VList, type VListHandle } from 'virtua';
import { EmojiGroups } from './emoji-groups';
import classes from './emoji-picker.module.css';
import { EmojiLine } from './emoji-line';
import type { EmojiSet } from './emoji-set';
import { cellAt, emojiRows, step } from './emoji-rows';
import { chooseTone, ownTone, recentEmojis, rememberEmoji } from './own-emojis';
import { ToneSelect } from './tone-select';

/** Behind whatever is in the field. */
const MANY = 1_000;
const ARROWS = new Set(['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight']);

interface EmojiPanelProps {
  set: EmojiSet;
  /** What is searched for at first. */
  typed: string;
  onPick: (emoji: string) => void;
}

/** The keys stay in the search field: arrows move through the grid, Enter picks. */
export function EmojiPanel({ set, typed, onPick }: EmojiPanelProps) {
  const { t } = useTranslation('emoji');
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<VListHandle>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(MANY, MANY);
  }, []);
  const [query, setQuery] = useState(typed);
  const [tone, setTone] = useState(ownTone);
  const [recent] = useState(recentEmojis);
  const [at, setAt] = useState<number | null>(null);
  const words = { recent: t('recent'), found: t('found') };
  const rows = emojiRows(set, { query, tone, recent, words });
  const active = at === null ? null : cellAt(rows, at);

  const pick = (emoji: string): void => {
    rememberEmoji(emoji);
    onPick(emoji);
  };
  const go = (to: number): void => {
    setAt(to);
    const row = cellAt(rows, to)?.row;
    if (row !== undefined) list.current?.scrollToIndex(row, { align: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      const chosen = cellAt(rows, at ?? 0);
      if (chosen) pick(chosen.cell.emoji);
      return;
    }
    // Left and right are the text's until somebody has gone into the grid.
    const isText = at === null && query !== '' && (event.key === 'ArrowLeft' || event.key === 'ArrowRight');
    if (!ARROWS.has(event.key) || isText) return;
    event.preventDefault();
    go(at === null ? 0 : step(rows, at, event.key));
  };

  return (
    <div className={classes.panel}>
      <TextInput
        ref={field}
        role="combobox"
        aria-label={t('search')}
        aria-expanded
        aria-controls={`${id}grid`}
        aria-activedescendant={active ? `${id}${at}` : undefined}
        aria-autocomplete="list"
        placeholder={t('search')}
        leftSection={<IconSearch size={16} />}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setAt(null);
          list.current?.scrollTo(0);
        }}
        onKeyDown={onKeyDown}
      />
      {query === '' && <EmojiGroups rows={rows} onGo={(row) => list.current?.scrollToIndex(row)} />}
      {rows.length === 0 ? (
        <Text className={classes.grid} c="var(--app-muted)" ta="center" pt="xl">
          {t('nothing')}
        </Text>
      ) : (
        <VList ref={list} id={`${id}grid`} role="grid" aria-label={t('label')} className={classes.grid}>
          {rows.map((row) => (
            <EmojiLine
              key={row.kind === 'heading' ? row.group : row.from}
              row={row}
              idPrefix={id}
              active={at}
              onHover={setAt}
              onPick={pick}
            />
          ))}
        </VList>
      )}
      <div className={classes.foot}>
        <Text className={classes.name} fz="sm" truncate aria-live="polite">
          {active && `${active.cell.emoji} ${active.cell.label}`}
          {active?.cell.shortcode && <span className={classes.code}> :{active.cell.shortcode}:</span>}
        </Text>
        <ToneSelect
          tone={tone}
          onChoose={(chosen) => {
            chooseTone(chosen);
            setTone(chosen);
          }}
        />
      </div>
    </div>
  );
}
