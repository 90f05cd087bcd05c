import { NativeSelect, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NotificationKind, Preferences, Ways } from '../../../src/contract/notifications.js';
import { KindIcon } from '../inbox/kind-icon';
import { savePreferences } from './use-preferences';
import classes from './settings.module.css';

const EMAILS = ['immediate', 'digest', 'never'] as const satisfies Ways['email'][];

/** Each kind of notification, with the ways by which the user hears of it. */
export function KindWays({ kinds }: Pick<Preferences, 'kinds'>) {
  const { t } = useTranslation('settings');
  const rows = Object.entries(kinds) as [NotificationKind, Ways][];
  const save = (kind: NotificationKind, ways: Partial<Ways>): void => void savePreferences({ kinds: { [kind]: ways } });
  return (
    <ul className={classes.list} aria-label={t('notifications.kindsTitle')}>
      {rows.map(([kind, ways]) => {
        const name = t(`kinds.${kind}`);
        return (
          <li key={kind} className={classes.kind}>
            <span className={classes.kindName}>
              <KindIcon kind={kind} />
              {name}
            </span>
            <Switch
              label={t('notifications.inApp')}
              aria-label={`${name}: ${t('notifications.inApp')}`}
              checked={ways.inApp}
              onChange={({ currentTarget }) => save(kind, { inApp: currentTarget.checked })}
            />
            <Switch
              label={t('notifications.push')}
              aria-label={`${name}: ${t('notifications.push')}`}
              checked={ways.push}
              onChange={({ currentTarget }) => save(kind, { push: currentTarget.checked })}
            />
            <NativeSelect
              aria-label={`${name}: ${t('notifications.email')}`}
              size="xs"
              value={ways.email}
              data={EMAILS.map((value) => ({ value, label: t(`notifications.emails.${value}`) }))}
              onChange={({ currentTarget }) => save(kind, { email: currentTarget.value as Ways['email'] })}
            />
          </li>
        );
      })}
    </ul>
  );
}
