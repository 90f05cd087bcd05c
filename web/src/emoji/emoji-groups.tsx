import { ActionIcon } from '@mantine/core';
import {
  IconBallFootball,
  IconBulb,
  IconClock,
  IconFlag,
  IconHandStop,
  IconLeaf,
  IconMoodSmile,
  IconPlane,
  IconSoup,
  IconSquareAsterisk,
} from '@tabler/icons-react';
import classes from './emoji-picker.module.css';
import type { EmojiRow } from './emoji-rows';

const ICONS: Record<string, typeof IconClock> = {
  recent: IconClock,
  0: IconMoodSmile,
  1: IconHandStop,
  3: IconLeaf,
  4: IconSoup,
  5: IconPlane,
  6: IconBallFootball,
  7: IconBulb,
  8: IconSquareAsterisk,
  9: IconFlag,
};

/** A way to each group of emojis. */
export function EmojiGroups({ rows, onGo }: { rows: readonly EmojiRow[]; onGo: (row: number) => void }) {
  return (
    <div className={classes.groups}>
      {rows.map((row, index) => {
        const Icon = row.kind === 'heading' && ICONS[row.group];
        return (
          row.kind === 'heading' &&
          Icon && (
            <ActionIcon
              key={row.group}
              variant="subtle"
              color="gray"
              size={30}
              aria-label={row.text}
              title={row.text}
              onClick={() => onGo(index)}
            >
              <Icon size={18} stroke={1.75} />
            </ActionIcon>
          )
        );
      })}
    </div>
  );
}
