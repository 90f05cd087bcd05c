import { Button, Group, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { IconMessageCircle } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { talkTo } from '../channels/talk-to';
import { client } from '../core/client';
import type { Point } from '../core/point';
import { PointPopover } from '../core/point-popover';
import { sayError } from '../core/say';
import { Avatar } from './avatar';
import { usePresence } from './presence';
import { PresenceDot } from './presence-dot';
import { UserName } from './user-name';
import { useUser } from './use-user';

interface UserCardProps {
  userId: string;
  /** What is pressed to see the card. */
  children: ReactNode;
  className?: string | undefined;
}

/** A button that shows who somebody is. */
export function UserCard({ userId, children, className = '' }: UserCardProps) {
  const { t } = useTranslation('people');
  const [opened, setOpened] = useState(false);
  const name = useUser(userId)?.displayName ?? t('unknown');
  return (
    <Popover opened={opened} onChange={setOpened} position="right-start" shadow="md" width={280} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={className} onClick={() => setOpened((open) => !open)}>
          {children}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={name}>
        <CardBody userId={userId} onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface PersonCardProps {
  userId: string;
  /** Where on the screen. */
  at: Point;
  onClose: () => void;
}

/** The same, open already, where no button of its own is pressed for it. */
export function PersonCard({ userId, at, onClose }: PersonCardProps) {
  const { t } = useTranslation('people');
  const name = useUser(userId)?.displayName ?? t('unknown');
  return (
    <PointPopover at={at} onClose={onClose} width={280}>
      <Popover.Dropdown aria-label={name}>
        <CardBody userId={userId} onDone={onClose} />
      </Popover.Dropdown>
    </PointPopover>
  );
}

function CardBody({ userId, onDone }: { userId: string; onDone: () => void }) {
  const { t } = useTranslation('people');
  const [, navigate] = useLocation();
  const user = useUser(userId);
  const status = usePresence(userId)?.customStatus;
  // By Escape also before the card has the keyboard.
  useWindowEvent('keydown', ({ key }) => key === 'Escape' && onDone());
  const talk = async (): Promise<void> => {
    try {
      await talkTo([userId], navigate);
      onDone();
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <Stack gap="sm">
      <Group wrap="nowrap" gap="sm">
        <Avatar userId={userId} size={56} />
        <div style={{ minWidth: 0 }}>
          <Text fw={650} truncate>
            <UserName userId={userId} />
          </Text>
          <Text size="sm" c="var(--app-muted)" truncate>
            @{user?.username}
          </Text>
          <Group gap={6}>
            <PresenceDot userId={userId} worded />
            {user?.guest && <Text size="sm">{t('guest')}</Text>}
            {user && user.role !== 'member' && <Text size="sm">{t(`roles.${user.role}`)}</Text>}
          </Group>
        </div>
      </Group>
      {status && (
        <Text size="sm">
          {status.emoji} {status.text}
        </Text>
      )}
      <Button leftSection={<IconMessageCircle size={16} />} onClick={() => void talk()}>
        {userId === client.user?.id ? t('notes') : t('message')}
      </Button>
    </Stack>
  );
}
