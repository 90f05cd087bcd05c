import { ActionIcon, type ActionIconProps } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import { IconMoodSmile } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Late } from '../core/late';
import { lazy } from '../core/lazy';
import classes from './emoji-button.module.css';

const EmojiPopover = lazy(() => import('./emoji-popover'));

interface EmojiButtonProps extends ActionIconProps {
  onPick: (emoji: string) => void;
}

/** Opens the emojis, which come when they are asked for. */
export function EmojiButton({ onPick, ...props }: EmojiButtonProps) {
  const { t } = useTranslation('emoji');
  const [opened, open] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const place = useClickOutside<HTMLSpanElement>(() => open(false));
  const close = (): void => {
    open(false);
    button.current?.focus();
  };
  return (
    <span
      ref={place}
      role="presentation"
      className={classes.place}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !opened) return;
        event.stopPropagation();
        close();
      }}
    >
      <ActionIcon
        {...props}
        ref={button}
        aria-label={t('choose')}
        aria-haspopup="dialog"
        aria-expanded={opened}
        onClick={() => open(!opened)}
      >
        <IconMoodSmile size={19} stroke={1.75} />
      </ActionIcon>
      {opened && (
        <Late onFailure={close}>
          <EmojiPopover
            onPick={(emoji) => {
              close();
              onPick(emoji);
            }}
          />
        </Late>
      )}
    </span>
  );
}
