import '@mantine/spotlight/styles.layer.css';
import { Text } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconArrowRight, IconSearch } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { UnreadBadge } from '../core/unread-badge';
import { ranked } from './fuzzy';
import { useTargets } from './switcher-targets';
import classes from './quick-switcher.module.css';

const [store, switcher] = createSpotlight();
const MOST = 12;

/** From anywhere to any channel, person, page or action, by a few letters. `asked`: another number each time it is wanted. */
export function QuickSwitcher({ asked }: { asked: number }) {
  const { t } = useTranslation('shell');
  const [query, setQuery] = useState('');
  useEffect(() => switcher.open(), [asked]);
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight="min(26rem, 70dvh)"
      title={t('switcher.title')}
      classNames={{ header: classes.header ?? '' }}
    >
      <Spotlight.Search
        placeholder={t('switcher.placeholder')}
        aria-label={t('switcher.title')}
        leftSection={<IconSearch size={18} />}
      />
      <Results query={query} />
    </Spotlight.Root>
  );
}

/** What is found later than it was typed is chosen too: the list itself chooses anew only where the text changes. */
function selectFirst(): void {
  const list = document.getElementById(store.getState().listId);
  for (const selected of list?.querySelectorAll('[data-selected]') ?? []) selected.removeAttribute('data-selected');
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState((state) => ({ ...state, selected: 0 }));
}

/** Looks things up only while it is open. */
function Results({ query }: { query: string }) {
  const { t } = useTranslation('shell');
  const { targets, waiting } = useTargets(query);
  const found = ranked(query.replace(/^[@#]/, ''), targets, MOST);
  const keys = found.map(({ key }) => key).join(' ');
  // Before anybody sees it, and presses Enter.
  useLayoutEffect(selectFirst, [keys]);
  return (
    <Spotlight.ActionsList>
      {found.map((target) => (
        <Spotlight.Action key={target.key} onClick={target.go} className={classes.action ?? ''}>
          <span className={classes.icon}>{target.icon ?? <IconArrowRight size={18} aria-hidden />}</span>
          <span className={classes.title} data-unread={target.unread > 0 || undefined}>
            {target.texts[0]}
          </span>
          {target.hint && (
            <Text span size="sm" c="var(--app-muted)" className={classes.hint ?? ''}>
              {target.hint}
            </Text>
          )}
          {target.unread > 0 && (
            <span className={classes.unread}>
              <UnreadBadge count={target.unread} label={t('line.unread', { count: target.unread })} />
            </span>
          )}
        </Spotlight.Action>
      ))}
      {found.length === 0 && (
        <Spotlight.Empty>{waiting ? t('switcher.looking') : t('switcher.nothing')}</Spotlight.Empty>
      )}
    </Spotlight.ActionsList>
  );
}
