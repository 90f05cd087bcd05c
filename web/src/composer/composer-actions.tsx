import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEye, IconSend2, IconTypography } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './composer.module.css';
import { EmojiButton } from './emoji-button';

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
  const { t } = useTranslation('composer');
  const { menu, formats, onFormats, preview, onPreview, onEmoji, left, mayBeSent, onSend, children } = props;
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
      <EmojiButton {...button} onPick={onEmoji} />
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
