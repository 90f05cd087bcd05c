import { ActionIcon, Group, Menu, SegmentedControl } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManagedUser, UpdateManagedUser } from '../../../src/contract/admin.js';
import { client } from '../core/client';
import { confirm } from '../core/open-dialog';
import { PageList } from '../core/page-list';
import { usePages } from '../core/queries';
import { SearchField, useSearch } from '../core/search-field';
import { useFormats } from '../core/use-formats';
import { Avatar } from '../people/avatar';
import { refreshUser } from '../people/use-user';
import classes from './manage.module.css';
import { Row } from './row';
import { Section } from './section';
import { useAct } from './use-act';
import { useAdministrator } from '../core/use-administrator';
import { Tag } from '../core/tag';

/** Everybody who has an account: who they are, and what they may do. */
export default function UsersSection() {
  const { t } = useTranslation('manage');
  const { field, query } = useSearch();
  const [state, choose] = useState('active');
  const pages = usePages<ManagedUser>(`/admin/users?state=${state}&query=${encodeURIComponent(query)}`);
  return (
    <Section title={t('sections.users')}>
      <Group mb="md" gap="sm">
        <SearchField flex="1 1 12rem" label={t('users.search')} {...field} />
        <SegmentedControl
          aria-label={t('users.state')}
          value={state}
          onChange={choose}
          data={(['active', 'disabled'] as const).map((value) => ({ value, label: t(`users.states.${value}`) }))}
        />
      </Group>
      <PageList className={classes.list} label={t('sections.users')} pages={pages} empty={t('users.none')}>
        {(user) => <UserRow key={user.id} user={user} />}
      </PageList>
    </Section>
  );
}

function UserRow({ user }: { user: ManagedUser }) {
  const { t } = useTranslation('manage');
  const { day } = useFormats();
  return (
    <Row
      lead={<Avatar userId={user.id} size={32} />}
      title={user.displayName}
      detail={`@${user.username} · ${user.email} · ${t('users.since', { day: day(user.createdAt) })}`}
      side={
        <>
          {user.role !== 'member' && <Tag tone="accent">{t(`users.roles.${user.role}`)}</Tag>}
          {user.guest && <Tag>{t('users.guest')}</Tag>}
          {!user.emailVerified && <Tag>{t('users.unverified')}</Tag>}
          <UserMenu user={user} />
        </>
      }
    />
  );
}

function UserMenu({ user }: { user: ManagedUser }) {
  const { t } = useTranslation('manage');
  const { isOwner } = useAdministrator();
  const { busy, act } = useAct('/admin/users');
  const { id, role, guest, disabledAt } = user;
  const mine = id === client.user?.id;
  if (mine || role === 'owner' || (role === 'admin' && !isOwner)) return null;
  const name = user.displayName;
  const change = (body: UpdateManagedUser, said: string) =>
    void act(() => client.call(`/admin/users/${id}`, { method: 'PATCH', body }), said).then(() => refreshUser(id));
  const demote = () =>
    confirm({ title: t('users.demote'), text: t('users.demoteText', { name }), action: t('users.demote') }, () =>
      change({ role: 'member' }, t('users.isMember', { name })),
    );
  const disable = () =>
    confirm({ title: t('users.disable'), text: t('users.disableText', { name }), action: t('users.disable') }, () =>
      change({ disabled: true }, t('users.isDisabled', { name })),
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" loading={busy} aria-label={t('users.actions', { name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {role === 'member' && !guest && disabledAt === null && (
          <Menu.Item onClick={() => change({ role: 'admin' }, t('users.isAdmin', { name }))}>
            {t('users.promote')}
          </Menu.Item>
        )}
        {role === 'admin' && <Menu.Item onClick={demote}>{t('users.demote')}</Menu.Item>}
        {disabledAt === null ? (
          <Menu.Item color="red" onClick={disable}>
            {t('users.disable')}
          </Menu.Item>
        ) : (
          <Menu.Item onClick={() => change({ disabled: false }, t('users.isEnabled', { name }))}>
            {t('users.enable')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
