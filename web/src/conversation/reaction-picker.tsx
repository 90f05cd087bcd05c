import { ActionIcon, Button, Popover, SimpleGrid } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmojiPicker } from '../emoji/emoji-picker';
import type { Point } from '../core/point';
import { PointPopover } from '../core/point-popover';

const LETTER = /^\p{L}$/u;
const COMMON = ['👍', '❤️', '😂', '🎉', '👀', '🙏', '✅', '🙌', '🔥', '😮', '😢', '👎'];

export interface ReactionPickerProps {
  at: Point;
  onPick: (emoji: string) => void;
  onClose: () => void;
}

/** An emoji to react with. */
export function ReactionPicker({ at, onPick, onClose }: ReactionPickerProps) {
  const { t } = useTranslation(['conversation', 'emoji']);
  const [all, showAll] = useState(false);
  const [typed, type] = useState('');
  const place = useRef<HTMLDivElement>(null);
  /** Whoever types a word looks for an emoji by it; what is typed before the search is there is not lost. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || (all && event.target !== place.current)) return;
    if (!LETTER.test(event.key) && !(all && event.key === ' ')) return;
    event.preventDefault();
    place.current?.focus();
    type((before) => before + event.key);
    showAll(true);
  };
  return (
    <PointPopover at={at} onClose={onClose}>
      <Popover.Dropdown ref={place} p="xs" onKeyDown={onKeyDown} aria-label={t('actions.react')}>
        {all ? (
          <EmojiPicker onPick={onPick} typed={typed} />
        ) : (
          <>
            <SimpleGrid cols={6} spacing={4}>
              {COMMON.map((emoji) => (
                <ActionIcon
                  key={emoji}
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={t('actions.reactWith', { emoji })}
                  onClick={() => onPick(emoji)}
                >
                  <span aria-hidden>{emoji}</span>
                </ActionIcon>
              ))}
            </SimpleGrid>
            <Button variant="subtle" color="gray" size="compact-sm" fullWidth mt="xs" onClick={() => showAll(true)}>
              {t('emoji:all')}
            </Button>
          </>
        )}
      </Popover.Dropdown>
    </PointPopover>
  );
}
