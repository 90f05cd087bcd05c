import { Button, Pill, PillsInput, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { talkTo } from '../channels/talk-to';
import { named } from '../core/named';
import { sayError } from '../core/say';
import { PageFrame } from '../shell/page-frame';
import { FoundPeople } from './found-people';
import { useUsers } from './use-user';
import { UserName } from './user-name';
import classes from './people-page.module.css';

const WAIT_MS = 200;
/** Besides the user. */
const MOST = 8;

/** Everybody, to find somebody and to talk with them, or with several at once. */
export default function PeoplePage() {
  const { t } = useTranslation('people');
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), WAIT_MS);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const names = useUsers(chosen);
  const toggle = (id: string): void => {
    setChosen((ids) => (ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id].slice(0, MOST)));
    setText('');
  };
  const talk = async (): Promise<void> => {
    setBusy(true);
    try {
      await talkTo(chosen, navigate);
    } catch (error) {
      sayError(error);
      setBusy(false);
    }
  };
  return (
    <PageFrame title={t('page.title')}>
      <Text c="var(--app-muted)" mb="md">
        {t('page.text')}
      </Text>
      <div className={classes.search}>
        <PillsInput flex={1} label={t('page.search')}>
          <Pill.Group>
            {chosen.map((id) => (
              <Pill
                key={id}
                withRemoveButton
                onRemove={() => toggle(id)}
                removeButtonProps={{ ...named(t('page.remove'), names.get(id)?.displayName ?? ''), tabIndex: 0 }}
              >
                <UserName userId={id} />
              </Pill>
            ))}
            <PillsInput.Field
              aria-label={t('page.search')}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => {
                const last = chosen.at(-1);
                if (event.key === 'Backspace' && text === '' && last) toggle(last);
              }}
            />
          </Pill.Group>
        </PillsInput>
        <Button disabled={chosen.length === 0} loading={busy} onClick={() => void talk()}>
          {t('page.start', { count: chosen.length })}
        </Button>
      </div>
      <Text size="sm" component="output" display="block">
        {chosen.length === MOST && t('page.most', { count: MOST + 1 })}
      </Text>
      <Title order={2} size="h5" mt="lg" mb="xs">
        {query === '' ? t('page.everybody') : t('page.found')}
      </Title>
      <FoundPeople query={query} chosen={chosen} onToggle={toggle} full={chosen.length >= MOST} />
    </PageFrame>
  );
}
