import { Anchor, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Row } from './row';
import classes from './manage.module.css';
import { Section } from './section';

/** Doors beside this application, each with a sign-in or rules of its own. */
const TOOLS = {
  board: '/admin/queues',
  docs: '/docs',
  events: '/docs/async',
  metrics: '/metrics',
  health: '/health/ready',
} as const;
const NAMES = ['board', 'docs', 'events', 'metrics', 'health'] as const;

export default function ToolsSection() {
  const { t } = useTranslation('manage');
  return (
    <Section title={t('sections.tools')}>
      <Text fz="sm" c="var(--app-muted)" mb="md">
        {t('tools.text')}
      </Text>
      <ul className={classes.list} aria-label={t('sections.tools')}>
        {NAMES.map((name) => (
          <Row
            key={name}
            title={
              <Anchor href={TOOLS[name]} target="_blank" rel="noreferrer">
                {t(`tools.${name}`)} <IconExternalLink size={14} aria-label={t('tools.outside')} />
              </Anchor>
            }
            detail={t(`tools.${name}Text`)}
            side={<code>{TOOLS[name]}</code>}
          />
        ))}
      </ul>
    </Section>
  );
}
