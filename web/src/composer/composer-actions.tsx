import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconEye, IconMoodSmile, IconSend2, IconTypography } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmojiPicker } from '../emoji/emoji-picker';
import classes from './composer.module.css';

interface ComposerActionsProps {
  /** Before the other buttons. */
  menu: ReactNode;
  formats: boolean;
  onFormats: (shown: boolean) => void;
  preview: boolean;
  onPreview: (shown: boolean) => void;
  onEmoji: (emoji: string) => void;
  left: number | null;
  mayBeSent: boolean;
  onSend: () => void;
  children: ReactNode;
}

/** The row of buttons under the text. */
export function ComposerActions(props: ComposerActionsProps) {
  const { t } = useTranslation(['composer', 'emoji']);
  const { menu, formats, onFormats, preview, onPreview, onEmoji, left, mayBeSent, onSend, children } = props;
  const [emojis, showEmojis] = useState(false);
  const button = { variant: 'subtle', color: 'gray', size: 32 } as const;
  return (
    <div className={classes.bar}>
      {menu}
      <ActionIcon
        {...button}
        hiddenFrom="sm"
        aria-label={t('formatting')}
        aria-pressed={formats}
        onClick={() => onFormats(!formats)}
      >
        <IconTypography size={19} stroke={1.75} />
      </ActionIcon>
      <Popover opened={emojis} onChange={showEmojis} position="top-start" trapFocus returnFocus shadow="md" radius="lg">
        <Popover.Target>
          <ActionIcon {...button} aria-label={t('emoji:choose')} onClick={() => showEmojis(!emojis)}>
            <IconMoodSmile size={19} stroke={1.75} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown p="xs" aria-label={t('emoji:label')}>
          <EmojiPicker
            onPick={(emoji) => {
              showEmojis(false);
              onEmoji(emoji);
            }}
          />
        </Popover.Dropdown>
      </Popover>
      <Tooltip label={t('preview')} openDelay={400}>
        <ActionIcon
          {...button}
          variant={preview ? 'light' : 'subtle'}
          color={preview ? 'clay' : 'gray'}
          aria-label={t('preview')}
          aria-pressed={preview}
          onClick={() => onPreview(!preview)}
        >
          <IconEye size={19} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
      <span className={classes.spring} />
      {children}
      {left !== null && (
        <span className={classes.left} data-over={left < 0 || undefined} aria-label={t('left', { count: left })}>
          {left}
        </span>
      )}
      <Tooltip label={t('send')} openDelay={400}>
        <ActionIcon size={32} aria-label={t('send')} disabled={!mayBeSent} onClick={onSend}>
          <IconSend2 size={18} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
