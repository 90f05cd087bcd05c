import { Button, Center, Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { textOf } from '../core/say';
import classes from './emoji-picker.module.css';
import { loadEmojis } from './load-emojis';

export interface EmojiPickerProps {
  onPick: (emoji: string) => void;
  /** What is searched for at first. */
  typed?: string;
}

const load = async (language: string) => {
  const [{ EmojiPanel }, set] = await Promise.all([import('./emoji-panel'), loadEmojis(language)]);
  return { EmojiPanel, set };
};

/** All emojis, to search and to choose one from; for a popover. Its code and the emojis come when it is first opened. */
export function EmojiPicker({ onPick, typed = '' }: EmojiPickerProps) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const { data, error, refetch } = useQuery({
    queryKey: ['emoji picker', language],
    queryFn: () => load(language),
    staleTime: Infinity,
  });
  if (data) return <data.EmojiPanel set={data.set} onPick={onPick} typed={typed} />;
  return (
    <Center className={classes.panel}>
      {error ? (
        <Stack>
          <Text fz="sm">{textOf(error)}</Text>
          <Button size="xs" variant="default" onClick={() => void refetch()}>
            {t('retry')}
          </Button>
        </Stack>
      ) : (
        <Loader size="sm" aria-label={t('loading')} />
      )}
    </Center>
  );
}
