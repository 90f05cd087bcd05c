import { Button, Group, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupMember } from '../../../src/contract/groups.js';
import type { UserPage } from '../../../src/contract/users.js';
import { client } from '../core/client';
import { PageList } from '../core/page-list';
import { useGet, usePages } from '../core/queries';
import { Avatar } from '../people/avatar';
import classes from './manage.module.css';
import { Row } from './row';
import { useAct } from './use-act';

const TYPING_MS = 250;

/** Who is in a group, and ways in and out. */
export function GroupMembers({ groupId }: { groupId: string }) {
  const { t } = useTranslation('manage');
  const pages = usePages<GroupMember>(`/groups/${groupId}/members`);
  const { busy, act } = useAct('/groups');
  const call = (userId: string, method: 'PUT' | 'DELETE') =>
    act(() => client.call(`/groups/${groupId}/members/${userId}`, { method }));
  return (
    <>
      <AddMember busy={busy} add={(userId) => void call(userId, 'PUT')} />
      <PageList className={classes.list} label={t('groups.membersTitle')} pages={pages} empty={t('groups.noMembers')}>
        {({ user }) => (
          <Row
            key={user.id}
            lead={<Avatar userId={user.id} size={26} />}
            title={user.displayName}
            detail={`@${user.username}`}
            side={
              <Button
                size="compact-xs"
                variant="subtle"
                color="red"
                aria-label={t('groups.take', { name: user.displayName })}
                onClick={() => void call(user.id, 'DELETE')}
              >
                {t('remove')}
              </Button>
            }
          />
        )}
      </PageList>
    </>
  );
}

function AddMember({ busy, add }: { busy: boolean; add: (userId: string) => void }) {
  const { t } = useTranslation('manage');
  const [text, type] = useState('');
  const [chosen, choose] = useState<string | null>(null);
  const [query] = useDebouncedValue(text.trim(), TYPING_MS);
  const { data } = useGet<UserPage>(`/users?limit=20&query=${encodeURIComponent(query)}`, { keep: true });
  return (
    <Group align="flex-end" gap="xs" mb="sm">
      <Select
        flex="1 1 12rem"
        label={t('groups.add')}
        searchable
        data={(data?.items ?? []).map(({ id, displayName, username }) => ({
          value: id,
          label: `${displayName} (@${username})`,
        }))}
        // What matches the server has chosen already.
        filter={({ options }) => options}
        searchValue={text}
        onSearchChange={type}
        value={chosen}
        onChange={choose}
        nothingFoundMessage={t('nothing')}
      />
      <Button
        loading={busy}
        disabled={chosen === null}
        onClick={() => {
          if (chosen !== null) add(chosen);
          choose(null);
          type('');
        }}
      >
        {t('groups.addButton')}
      </Button>
    </Group>
  );
}
