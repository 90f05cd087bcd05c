import { Button, Collapse, Group, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserGroup } from '../../../src/contract/groups.js';
import { client } from '../core/client';
import { submitting } from '../core/form-errors';
import { confirm } from '../core/open-dialog';
import { named } from '../core/named';
import { PageList } from '../core/page-list';
import { usePages } from '../core/queries';
import { GroupMembers } from './group-members';
import { Row } from './row';
import classes from './manage.module.css';
import { Section } from './section';
import { useAct } from './use-act';

/** Groups that messages mention as one. */
export default function GroupsSection() {
  const { t } = useTranslation('manage');
  const [making, make] = useState(false);
  const pages = usePages<UserGroup>('/groups');
  const side = (
    <Button size="xs" onClick={() => make(!making)} aria-expanded={making}>
      {t('groups.new')}
    </Button>
  );
  return (
    <Section title={t('sections.groups')} side={side}>
      {making && <GroupForm done={() => make(false)} />}
      <PageList className={classes.list} label={t('sections.groups')} pages={pages} empty={t('groups.none')}>
        {(group) => <GroupRow key={group.id} group={group} />}
      </PageList>
    </Section>
  );
}

function GroupForm({ group, done }: { group?: UserGroup; done: () => void }) {
  const { t } = useTranslation('manage');
  const { act } = useAct('/groups');
  const { name = '', displayName = '', description = '' } = group ?? {};
  const form = useForm({ initialValues: { name, displayName, description } });
  const submit = submitting(form, async (body) => {
    if (group) await client.call(`/groups/${group.id}`, { method: 'PATCH', body });
    else await client.call('/groups', { method: 'POST', body });
    await act(() => Promise.resolve());
    done();
  });
  return (
    <form className={classes.form} onSubmit={form.onSubmit(submit)}>
      <div className={classes.fields}>
        <TextInput
          label={t('groups.name')}
          description={t('groups.nameHint')}
          autoCapitalize="none"
          required
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('groups.displayName')}
          description={t('groups.displayNameHint')}
          required
          {...form.getInputProps('displayName')}
        />
      </div>
      <Textarea label={t('groups.description')} maxLength={250} autosize {...form.getInputProps('description')} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={done}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={form.submitting}>
          {t(group ? 'save' : 'groups.create')}
        </Button>
      </Group>
    </form>
  );
}

function GroupRow({ group }: { group: UserGroup }) {
  const { t } = useTranslation('manage');
  const [open, show] = useState<'members' | 'edit' | null>(null);
  const { busy, act } = useAct('/groups');
  const toggle = (part: 'members' | 'edit') => show(open === part ? null : part);
  const { id, name, displayName, description, memberCount } = group;
  const remove = () =>
    confirm(
      { title: t('groups.remove'), text: t('groups.removeText', { name }), action: t('groups.remove') },
      () => void act(() => client.call(`/groups/${id}`, { method: 'DELETE' })),
    );
  return (
    <Row
      title={`${displayName} · @${name}`}
      detail={[t('groups.members', { count: memberCount }), description].filter(Boolean).join(' · ')}
      side={
        <>
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={open === 'members'}
            {...named(t('groups.show'), displayName)}
            onClick={() => toggle('members')}
          >
            {t('groups.show')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={open === 'edit'}
            {...named(t('edit'), displayName)}
            onClick={() => toggle('edit')}
          >
            {t('edit')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            loading={busy}
            {...named(t('remove'), displayName)}
            onClick={remove}
          >
            {t('remove')}
          </Button>
        </>
      }
    >
      <Collapse expanded={open !== null} mt={open === null ? 0 : 'sm'}>
        {open === 'edit' && <GroupForm group={group} done={() => show(null)} />}
        {open === 'members' && <GroupMembers groupId={id} />}
      </Collapse>
    </Row>
  );
}
