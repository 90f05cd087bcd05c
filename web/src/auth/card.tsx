import { Box, Group, Image, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../core/use-title';
import { LanguageSwitch } from './language-switch';
import classes from './card.module.css';

interface CardProps {
  title: string;
  children: ReactNode;
  /** What else can be done, below it. */
  foot?: ReactNode;
}

/** What people see before they are signed in: the product's name, and one thing to do. */
export const Card = ({ title, children, foot }: CardProps) => {
  const { t } = useTranslation('auth');
  useTitle(title);
  return (
    <Box component="main" className={classes.page}>
      <Box className={classes.column}>
        <Group gap="sm" justify="center" mb="xl">
          <Image src="/icon.svg" alt="" w={44} h={44} />
          <div>
            <Text fw={700} fz="xl" lh={1.1}>
              Tertulia
            </Text>
            <Text c="var(--app-muted)" fz="sm">
              {t('tagline')}
            </Text>
          </div>
        </Group>
        <Paper withBorder shadow="sm" p="xl" radius="lg">
          <Title order={1} size="h3" mb="lg">
            {title}
          </Title>
          {children}
        </Paper>
        {foot && <div className={classes.foot}>{foot}</div>}
        <div className={classes.foot}>
          <LanguageSwitch />
        </div>
      </Box>
    </Box>
  );
};
