import { Modal, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeChoice } from '../composer/time-choice';
import { sayError } from '../core/say';

interface ChangeDialogProps {
  title: string;
  text: string;
  /** What it is set to; none where it is new. */
  time?: string;
  onSave: (changed: { text: string; time: Date }) => Promise<void>;
  onClose: () => void;
}

/** The words and the time of what is still to come. */
export function ChangeDialog({ title, text, time, onSave, onClose }: ChangeDialogProps) {
  const { t } = useTranslation(['later', 'common']);
  const [words, write] = useState(text);
  const [busy, setBusy] = useState(false);
  const save = async (chosen: Date): Promise<void> => {
    setBusy(true);
    try {
      await onSave({ text: words, time: chosen });
      onClose();
    } catch (error) {
      sayError(error);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack>
        <Textarea
          label={t('text')}
          autosize
          minRows={2}
          maxRows={10}
          data-autofocus
          value={words}
          onChange={(event) => write(event.currentTarget.value)}
        />
        <TimeChoice
          label={t('common:save')}
          initial={time === undefined ? undefined : new Date(time)}
          busy={busy}
          onChoose={(chosen) => void save(chosen)}
        />
      </Stack>
    </Modal>
  );
}
