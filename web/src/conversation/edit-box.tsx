import { Button, Group, Text } from '@mantine/core';
import type { Message } from '@tertulia/client';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { WritingArea } from '../composer/writing-area';
import { client } from '../core/client';
import { isTouch } from '../core/is-touch';
import { sayError } from '../core/say';
import { useListTools } from './list-tools';
import classes from './row.module.css';
import { beginsNow, remember, wordsOf } from './unfinished-edits';

/** One's own message, to be written anew in its place. */
export function EditBox({ message }: { message: Message }) {
  const { t } = useTranslation(['conversation', 'common']);
  const { edit } = useListTools();
  const channel = client.channel(message.channelId);
  const [body, setBody] = useState(() => wordsOf(message));
  const [saving, save] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  // Whoever comes back to what they began goes on where they want.
  useEffect(() => {
    if (!area.current || !beginsNow(message)) return;
    area.current.focus();
    area.current.setSelectionRange(message.body.length, message.body.length);
  }, [message]);
  // A keyboard on the screen leaves little room: the buttons are to be seen too.
  useEffect(() => {
    const show = (): void => {
      if (document.activeElement === area.current) box.current?.scrollIntoView({ block: 'nearest' });
    };
    visualViewport?.addEventListener('resize', show);
    return () => visualViewport?.removeEventListener('resize', show);
  }, []);
  const write = (text: string): void => {
    setBody(text);
    remember(message, text);
  };
  const submit = async (): Promise<void> => {
    if (body.trim() === '' || saving) return;
    if (body === message.body) return edit(null);
    save(true);
    try {
      await channel.edit(message.id, body);
      edit(null);
    } catch (error) {
      sayError(error);
      save(false);
    }
  };
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') edit(null);
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    if (!event.ctrlKey && !event.metaKey && (event.shiftKey || isTouch())) return;
    event.preventDefault();
    void submit();
  };
  return (
    <div ref={box} className={classes.edit}>
      <WritingArea
        ref={area}
        box={box}
        // The people of a thread are those of its channel.
        channelId={channel.snapshot().info?.parentId ?? channel.id}
        aria-label={t('edit.label')}
        body={body}
        write={write}
        onKey={onKey}
        maxRows={isTouch() ? 6 : 14}
        mt={4}
      />
      <Group gap="xs" my={6}>
        <Button size="compact-sm" onClick={() => void submit()} loading={saving} disabled={body.trim() === ''}>
          {t('common:save')}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => edit(null)}>
          {t('common:cancel')}
        </Button>
        {!isTouch() && (
          <Text fz="xs" c="var(--app-muted)" visibleFrom="sm">
            {t('edit.hint')}
          </Text>
        )}
      </Group>
    </div>
  );
}
