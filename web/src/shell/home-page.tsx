import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, Redirect } from 'wouter';
import { mayFindChannels } from '../channels/powers';
import { client } from '../core/client';
import { Notice } from '../core/notice';
import { useConnected } from '../core/use-connected';
import { useObservable } from '../core/use-observable';
import { Waiting } from '../core/waiting';

/** Leads to a conversation where there is one, and else to where one begins. */
export function HomePage() {
  const { t } = useTranslation('shell');
  const [first] = useObservable(client.channels);
  const connected = useConnected();
  if (first) return <Redirect to={`/c/${first.id}`} replace />;
  if (!connected) return <Waiting />;
  return (
    <Notice title={t('welcome.title')} text={t('welcome.text')}>
      <Group justify="center">
        {mayFindChannels(client.user) && (
          <Button component={Link} href="/browse">
            {t('welcome.browse')}
          </Button>
        )}
        <Button component={Link} href="/people" variant="default">
          {t('welcome.people')}
        </Button>
      </Group>
    </Notice>
  );
}
