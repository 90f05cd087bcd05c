import { FocusTrap, Paper } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmojiPicker } from '../emoji/emoji-picker';
import classes from './emoji-button.module.css';

/** The emojis over their button. */
export default function EmojiPopover({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useTranslation('emoji');
  return (
    <FocusTrap active>
      <Paper
        className={classes.popover}
        role="dialog"
        aria-label={t('label')}
        shadow="md"
        radius="lg"
        p="xs"
        withBorder
      >
        <EmojiPicker onPick={onPick} />
      </Paper>
    </FocusTrap>
  );
}
