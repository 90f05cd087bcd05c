import { Anchor, Modal, Stack, Text } from '@mantine/core';
import { randomId } from '@tertulia/client';
import type { ScheduledMessage } from '../../../src/contract/scheduled.js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { client } from '../core/client';
import { momentText } from '../core/dates';
import { refresh } from '../core/queries';
import { say, sayError } from '../core/say';
import { TimeChoice } from './time-choice';

interface ScheduleDialogProps {
  channelId: string;
  body: string;
  onClose: () => void;
  /** It is kept by the server now. */
  onScheduled: () => void;
}

/** When the text is to be sent. */
export default function ScheduleDialog({ channelId, body, onClose, onScheduled }: ScheduleDialogProps) {
  const { t } = useTranslation(['composer', 'common']);
  const [busy, setBusy] = useState(false);
  // A second attempt after a lost answer schedules nothing twice.
  const [clientId] = useState(randomId);
  const schedule = async (time: Date): Promise<void> => {
    setBusy(true);
    try {
      const request = { clientId, body, sendAt: time.toISOString() };
      await client.call<ScheduledMessage>(`/channels/${channelId}/scheduled`, { method: 'POST', body: request });
      say(t('schedule.done', { at: momentText(request.sendAt) }));
      onScheduled();
      onClose();
      await refresh('/scheduled');
    } catch (error) {
      sayError(error);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('schedule.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack>
        <Text c="var(--app-muted)" lineClamp={3}>
          {body}
        </Text>
        <TimeChoice label={t('schedule.submit')} busy={busy} onChoose={(time) => void schedule(time)} />
        <Anchor component={Link} href="/later/scheduled" fz="sm">
          {t('schedule.all')}
        </Anchor>
      </Stack>
    </Modal>
  );
}
