import { ActionIcon, Menu } from '@mantine/core';
import { IconBan, IconDots, IconUserMinus, IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ChannelMember } from '../../../src/contract/channels.js';
import { client } from '../core/client';
import { PersonLine } from '../people/person-line';
import { UserCard } from '../people/user-card';
import { openBan, openMute } from './judge-dialogs';
import { removeMember, setRole, unmute } from './member-acts';
import { mayJudge, type Powers, rolesToGive } from './powers';
import classes from './panel.module.css';

interface MemberLineProps {
  channelId: string;
  member: ChannelMember;
  powers: Powers;
}

/** Somebody in the channel. */
export function MemberLine({ channelId, member, powers }: MemberLineProps) {
  const { t } = useTranslation('running');
  const { user, role } = member;
  const own = user.id === client.user?.id;
  return (
    <li className={classes.item}>
      <UserCard userId={user.id} className={classes.who}>
        <PersonLine
          user={user}
          presence
          note={own ? ` (${t('members.you')})` : ''}
          detail={`@${user.username}${role === 'member' ? '' : ` · ${t(`members.roles.${role}`)}`}`}
        />
      </UserCard>
      <MemberMenu channelId={channelId} member={member} powers={powers} />
    </li>
  );
}

function MemberMenu({ channelId, member, powers }: MemberLineProps) {
  const { t } = useTranslation('running');
  const { user, role } = member;
  const roles = rolesToGive(powers, { role, guest: user.guest });
  const judges = mayJudge(powers, { id: user.id, role }, client.user);
  if (roles.length === 0 && !judges) return null;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('members.actions', { name: user.displayName })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {roles.length > 0 && (
          <>
            <Menu.Label>{t('members.role')}</Menu.Label>
            <Menu.RadioGroup
              value={role}
              onChange={(chosen) => {
                const found = roles.find((each) => each === chosen);
                if (found) void setRole(channelId, user.id, found);
              }}
            >
              {roles.map((each) => (
                <Menu.RadioItem closeMenuOnClick key={each} value={each}>
                  {t(`members.roles.${each}`)}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </>
        )}
        {judges && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconVolumeOff size={16} />} onClick={() => openMute(channelId, user)}>
              {t('members.mute')}
            </Menu.Item>
            <Menu.Item leftSection={<IconVolume size={16} />} onClick={() => void unmute(channelId, user)}>
              {t('members.unmute')}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconUserMinus size={16} />}
              onClick={() => removeMember(channelId, user)}
            >
              {t('members.remove')}
            </Menu.Item>
            <Menu.Item color="red" leftSection={<IconBan size={16} />} onClick={() => openBan(channelId, user)}>
              {t('members.ban')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
