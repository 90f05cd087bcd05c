import { Button } from '@mantine/core';
import { IconArrowLeft, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelMember } from '../../../src/contract/channels.js';
import { PageList } from '../core/page-list';
import { usePages } from '../core/queries';
import { client } from '../core/client';
import { useObservable } from '../core/use-observable';
import { SearchField, useSearch } from '../core/search-field';
import { PanelHeader } from '../shell/panel-header';
import type { PanelProps } from '../shell/panel-props';
import { AddPeople } from './add-people';
import { BannedPeople } from './banned-people';
import { MemberLine } from './member-line';
import { type Powers, powersOf } from './powers';
import classes from './panel.module.css';

/** Who is in a channel, and what whoever runs it does about that. */
export default function MembersPanel({ channelId }: PanelProps) {
  const { t } = useTranslation('running');
  const { info } = useObservable(client.channel(channelId));
  const [view, show] = useState<'members' | 'adding' | 'banned'>('members');
  const powers = powersOf(info, client.user);
  const titles = { members: t('members.title'), adding: t('members.add'), banned: t('members.banned') };
  return (
    <>
      <PanelHeader title={titles[view]} />
      <div className={classes.body}>
        <section>
          {view === 'members' ? (
            <Members channelId={channelId} powers={powers} onAdd={() => show('adding')} />
          ) : (
            <>
              <Button
                variant="subtle"
                color="gray"
                mb="sm"
                leftSection={<IconArrowLeft size={16} />}
                onClick={() => show('members')}
              >
                {t('members.back')}
              </Button>
              {view === 'adding' ? <AddPeople channelId={channelId} /> : <BannedPeople channelId={channelId} />}
            </>
          )}
        </section>
        {view === 'members' && powers.manages && (
          <section>
            <Button variant="subtle" color="gray" onClick={() => show('banned')}>
              {t('members.banned')}
            </Button>
          </section>
        )}
      </div>
    </>
  );
}

function Members({ channelId, powers, onAdd }: { channelId: string; powers: Powers; onAdd: () => void }) {
  const { t } = useTranslation('running');
  const { field, query } = useSearch();
  const list = usePages<ChannelMember>(`/channels/${channelId}/members?limit=50&query=${encodeURIComponent(query)}`, {
    keep: true,
  });
  return (
    <>
      {powers.bringsIn && (
        <Button fullWidth mb="sm" variant="default" leftSection={<IconUserPlus size={16} />} onClick={onAdd}>
          {t('members.add')}
        </Button>
      )}
      <SearchField label={t('members.search')} {...field} />
      <PageList pages={list} empty={t('members.nobody')}>
        {(member) => <MemberLine key={member.user.id} channelId={channelId} member={member} powers={powers} />}
      </PageList>
    </>
  );
}
