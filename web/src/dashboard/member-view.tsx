import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MyActiveChannel } from '../../../src/contract/dashboard.js';
import classes from './dashboard.module.css';
import { type Column, DataTable } from './data-table';
import { Figure } from './figure';
import { SectionCard } from './section-card';
import { useFormats } from '../core/use-formats';
import { useMemberPart } from './use-live';

/** What happens in the caller's own channels. */
export function MemberView() {
  const { t } = useTranslation('dashboard');
  const { number } = useFormats();
  const people = useMemberPart((mine) => mine.people);
  const messages = useMemberPart((mine) => mine.messages);
  const channels = useMemberPart((mine) => mine.channels);
  const unread = useMemberPart((mine) => mine.unread);
  const notifications = useMemberPart((mine) => mine.notifications);
  if (!people || !messages || !channels || !unread || !notifications) return null;
  const columns: Column<MyActiveChannel>[] = [
    {
      label: t('channels.name'),
      value: ({ id, kind, name }) => <Link href={`/c/${id}`}>{name ?? t(`channels.hidden.${kind}`)}</Link>,
    },
    { label: t('channels.messages'), numeric: true, value: (channel) => number(channel.messages) },
    { label: t('channels.online'), numeric: true, value: ({ online }) => number(online) },
    { label: t('unread.messages'), numeric: true, value: (channel) => number(channel.unread) },
  ];
  return (
    <>
      <dl className={classes.tiles}>
        {/* Whoever looks is there, also before the server has counted them. */}
        <Figure label={t('people.online')} value={number(Math.max(people.online, 1))} detail={t('people.around')} />
        <Figure label={t('messages.title')} value={number(messages.lastMinute)} detail={t('inLastMinute')} />
        <Figure
          label={t('channels.active')}
          value={number(channels.active)}
          detail={t('channels.of', { total: number(channels.total) })}
        />
        <Figure
          label={t('unread.messages')}
          value={number(unread.messages)}
          detail={t('unread.inChannels', { count: unread.channels, number: number(unread.channels) })}
        />
        <Figure label={t('unread.mentions')} value={number(unread.mentions)} />
        <Figure label={t('unread.notifications')} value={number(notifications.unread)} />
      </dl>
      <div className={classes.halves}>
        <SectionCard title={t('channels.title')} hint={t('inLastMinute')}>
          <DataTable
            label={t('channels.title')}
            rows={channels.top}
            columns={columns}
            keyOf={({ id }) => id}
            empty={t('channels.none')}
          />
        </SectionCard>
      </div>
    </>
  );
}
