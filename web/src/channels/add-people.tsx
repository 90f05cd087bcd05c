import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelMember } from '../../../src/contract/channels.js';
import type { User } from '../../../src/contract/users.js';
import { named } from '../core/named';
import { PageList } from '../core/page-list';
import { usePages } from '../core/queries';
import { SearchField, useSearch } from '../core/search-field';
import { PersonLine } from '../people/person-line';
import { bringIn } from './member-acts';
import classes from './panel.module.css';

/** Finds people and brings them in. */
export function AddPeople({ channelId }: { channelId: string }) {
  const { t } = useTranslation('running');
  const { field, query } = useSearch();
  const search = `limit=20&query=${encodeURIComponent(query)}`;
  const found = usePages<User>(`/users?${search}`, { keep: true });
  const members = usePages<ChannelMember>(`/channels/${channelId}/members?${search.replace('20', '100')}`);
  const isIn = new Set(members.items.map(({ user }) => user.id));
  return (
    <>
      <SearchField focused label={t('members.addSearch')} {...field} />
      <PageList pages={found} empty={t('members.nobody')}>
        {(user) => (
          <li key={user.id} className={classes.item}>
            <span className={classes.who}>
              <PersonLine user={user} />
            </span>
            {isIn.has(user.id) ? (
              <Text size="sm" c="var(--app-muted)">
                {t('members.in')}
              </Text>
            ) : (
              <AddButton channelId={channelId} user={user} />
            )}
          </li>
        )}
      </PageList>
    </>
  );
}

function AddButton({ channelId, user }: { channelId: string; user: User }) {
  const { t } = useTranslation('running');
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    setBusy(true);
    await bringIn(channelId, user.id);
    setBusy(false);
  };
  return (
    <Button
      size="compact-md"
      variant="default"
      loading={busy}
      {...named(t('members.bring'), user.displayName)}
      onClick={() => void add()}
    >
      {t('members.bring')}
    </Button>
  );
}
