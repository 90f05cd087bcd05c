import { Late } from '../core/late';
import type { Channel } from '../../../src/contract/channels.js';
import { Button, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { IconDoorExit, IconFlag, IconStar, IconStarOff, IconUsers } from '@tabler/icons-react';
import type { MyChannel } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { client } from '../core/client';
import { dateText } from '../core/dates';
import { withPageTexts } from '../core/i18n';
import { lazy } from '../core/lazy';
import { sayError } from '../core/say';
import { useObservable } from '../core/use-observable';
import { UserName } from '../people/user-name';
import { PanelHeader } from '../shell/panel-header';
import type { PanelProps } from '../shell/panel-props';
import { useSidePanel } from '../shell/side-panel';
import { FAVORITES, placeChannel, useCategories } from './categories';
import { useChannelTitle } from './channel-title';
import { leaveChannel } from './leave-channel';
import { setLevel } from './hearing';
import { isMine, powersOf } from './powers';
import classes from './panel.module.css';

const Invites = lazy(async () => ({ default: (await withPageTexts(import('./invite-links'))).InviteLinks }));
const Settings = lazy(async () => ({ default: (await withPageTexts(import('./channel-settings'))).ChannelSettings }));

/** What a channel is, and what one does with it. */
export default function InfoPanel({ channelId }: PanelProps) {
  const { t } = useTranslation('channels');
  const { info } = useObservable(client.channel(channelId));
  const title = useChannelTitle(info);
  return (
    <>
      <PanelHeader title={title ?? t('info.title')} />
      {info && (
        <div className={classes.body}>
          <About channel={info} />
          {isMine(info) && <Own channel={info} />}
          <Running channel={info} />
        </div>
      )}
    </>
  );
}

function About({ channel }: { channel: Channel }) {
  const { t } = useTranslation('channels');
  const { topic, description, createdBy, createdAt, kind, archivedAt } = channel;
  return (
    <section>
      {archivedAt && <Text fw={600}>{t('info.archived')}</Text>}
      {topic && <Text>{topic}</Text>}
      {description && <Text className={classes.description}>{description}</Text>}
      <Text size="sm" c="var(--app-muted)" mt="xs">
        {t(`info.kinds.${kind}`)} · {t('info.since', { since: dateText(createdAt) })} <UserName userId={createdBy} />
      </Text>
    </section>
  );
}

/** The user's own part in it. */
function Own({ channel }: { channel: MyChannel }) {
  const { t } = useTranslation('channels');
  const [, navigate] = useLocation();
  const categories = useCategories();
  const { id, notifications, kind } = channel;
  const placed = categories.find(({ channelIds }) => channelIds.includes(id));
  const favorite = placed?.id === FAVORITES;
  const put = (category: string | null): void => void placeChannel(id, category).catch(sayError);
  const own = categories.filter((category) => category.id !== FAVORITES);
  return (
    <section>
      <Stack gap="md">
        <Button
          variant="default"
          leftSection={favorite ? <IconStarOff size={16} /> : <IconStar size={16} />}
          onClick={() => put(favorite ? null : FAVORITES)}
        >
          {favorite ? t('info.unfavorite') : t('info.favorite')}
        </Button>
        <div>
          <Text size="sm" fw={500} mb={4} id={`level-${id}`}>
            {t('info.notify')}
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby={`level-${id}`}
            value={notifications.level}
            onChange={(level) => void setLevel(channel, level).catch(sayError)}
            data={[
              { value: 'all', label: t('info.levels.all') },
              { value: 'mentions', label: t('info.levels.mentions') },
              { value: 'nothing', label: t('info.levels.nothing') },
            ]}
          />
        </div>
        {own.length > 0 && (
          <Select
            label={t('info.category')}
            data={own.map((category) => ({ value: category.id, label: category.name ?? '' }))}
            value={favorite ? null : (placed?.id ?? null)}
            clearable
            onChange={put}
          />
        )}
        {kind !== 'direct' && (
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconDoorExit size={16} />}
            onClick={() => leaveChannel(channel, () => navigate('/'))}
          >
            {t('info.leave')}
          </Button>
        )}
      </Stack>
    </section>
  );
}

/** For whoever runs it. */
function Running({ channel }: { channel: Channel | MyChannel }) {
  const { t } = useTranslation('channels');
  const { open } = useSidePanel();
  const powers = powersOf(channel, client.user);
  return (
    <>
      <section>
        <Stack gap="xs">
          <Button variant="default" leftSection={<IconUsers size={16} />} onClick={() => open('members')}>
            {t('info.members')}
          </Button>
          {powers.manages && (
            <Button variant="default" leftSection={<IconFlag size={16} />} onClick={() => open('moderation')}>
              {t('info.reports')}
            </Button>
          )}
        </Stack>
      </section>
      {powers.manages && (
        <Late>
          <section>
            <Title order={3} size="h5" mb="xs">
              {t('info.invites')}
            </Title>
            <Invites channelId={channel.id} />
          </section>
          <section>
            <Title order={3} size="h5" mb="xs">
              {t('info.settings')}
            </Title>
            <Settings key={channel.id} channel={channel} owns={powers.owns} />
          </section>
        </Late>
      )}
    </>
  );
}
