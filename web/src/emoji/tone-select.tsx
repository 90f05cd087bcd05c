import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './emoji-picker.module.css';
import { TONES, withTone } from './emoji-set';

const HAND = '✋';

/** The skin tone that people among the emojis have. */
export function ToneSelect({ tone, onChoose }: { tone: number; onChoose: (tone: number) => void }) {
  const { t } = useTranslation('emoji');
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('tone')}
      classNames={{ label: classes.tone ?? '' }}
      value={String(tone)}
      onChange={(chosen) => onChoose(Number(chosen))}
      data={TONES.map((_, each) => ({ value: String(each), label: withTone(HAND, each) }))}
    />
  );
}
