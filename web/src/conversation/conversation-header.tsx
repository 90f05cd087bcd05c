import { Title, Tooltip, UnstyledButton } from '@mantine/core';
import type { ChannelSnapshot } from '@tertulia/client';
import { IconInfoCircle, IconPin, IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelIcon } from '../channels/channel-icon';
import { useChannelTitle } from '../channels/channel-title';
import { useTitle } from '../core/use-title';
import { useSidePanel } from '../shell/side-panel';
import classes from './conversation.module.css';
import { countText } from '../core/dates';
import type { Members } from './use-members';

export interface ConversationHeaderProps {
  info: ChannelSnapshot['info'];
  members: Members | null;
}

/** Which conversation this is, and the ways to what belongs to it. */
export function ConversationHeader({ info, members }: ConversationHeaderProps) {
  const { t } = useTranslation('conversation');
  const name = useChannelTitle(info) ?? '…';
  useTitle(name);
  const count = members && `${countText(members.items.length)}${members.more ? '+' : ''}`;
  return (
    <header className={classes.header}>
      <span className={classes.kind}>{info && <ChannelIcon channel={info} size={22} />}</span>
      <div className={classes.titles}>
        <Title order={1} size="h4" className={classes.name}>
          {name}
        </Title>
        {info?.topic && (
          <span className={classes.topic} title={info.topic}>
            {info.topic}
          </span>
        )}
      </div>
      <div className={classes.buttons}>
        <PanelButton
          name="members"
          label={count ? t('panels.membersCount', { count: members.items.length, shown: count }) : t('panels.members')}
        >
          <IconUsers size={18} aria-hidden /> {count}
        </PanelButton>
        <PanelButton name="pins" label={t('panels.pins')}>
          <IconPin size={18} aria-hidden />
        </PanelButton>
        <PanelButton name="info" label={t('panels.info')}>
          <IconInfoCircle size={18} aria-hidden />
        </PanelButton>
      </div>
    </header>
  );
}

function PanelButton({ name, label, children }: { name: string; label: string; children: ReactNode }) {
  const { panel, open, close } = useSidePanel();
  const pressed = panel?.name === name;
  return (
    <Tooltip label={label} openDelay={400} withArrow>
      <UnstyledButton
        className={classes.button}
        aria-label={label}
        aria-pressed={pressed}
        onClick={() => (pressed ? close() : open(name))}
      >
        {children}
      </UnstyledButton>
    </Tooltip>
  );
}
