import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconBlockquote,
  IconBold,
  IconCode,
  IconItalic,
  IconLink,
  IconList,
  IconSourceCode,
  IconStrikethrough,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './composer.module.css';
import { keysOf } from './shortcuts';
import type { Format } from './text-edit';

const FORMATS = {
  bold: IconBold,
  italic: IconItalic,
  strike: IconStrikethrough,
  link: IconLink,
  list: IconList,
  quote: IconBlockquote,
  code: IconCode,
  codeBlock: IconSourceCode,
} satisfies Record<Format, typeof IconBold>;

interface FormattingBarProps {
  /** On a phone it is there when it is asked for. */
  opened: boolean;
  onFormat: (format: Format) => void;
}

export function FormattingBar({ opened, onFormat }: FormattingBarProps) {
  const { t } = useTranslation('composer');
  return (
    <div
      role="toolbar"
      aria-label={t('formats.label')}
      className={`${classes.bar} ${classes.formats}`}
      data-open={opened || undefined}
    >
      {(Object.keys(FORMATS) as Format[]).map((format) => {
        const Icon = FORMATS[format];
        const name = t(`formats.${format}`);
        const keys = keysOf(format);
        return (
          <Tooltip key={format} label={keys ? `${name} · ${keys}` : name} openDelay={400}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              aria-label={name}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onFormat(format)}
            >
              <Icon size={17} stroke={1.75} />
            </ActionIcon>
          </Tooltip>
        );
      })}
    </div>
  );
}
