import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useCategories } from '../channels/categories';
import { useTitles } from '../channels/channel-title';
import { client } from '../core/client';
import { useObservable } from '../core/use-observable';
import { activityOf } from './activity';
import { type Order, type Row, rowsOf, type SectionId } from './sections';
import { useMinute } from '../core/use-now';
import { useCurrentChannel } from './use-current-channel';

export interface Rows {
  readonly rows: readonly Row[];
  readonly order: Order;
  readonly setOrder: (order: Order) => void;
  readonly toggle: (section: SectionId) => void;
}

/** The user's list of conversations as it stands on the screen. */
export function useRows(): Rows {
  const channels = useObservable(client.channels);
  const categories = useCategories();
  const current = useCurrentChannel();
  const now = useMinute();
  const { language } = useTranslation().i18n;
  const infos = useMemo(() => channels.flatMap(({ info }) => info ?? []), [channels]);
  const titleOf = useTitles(infos);
  const [closed, setClosed] = useLocalStorage<SectionId[]>({ key: 'tertulia-closed-sections', defaultValue: [] });
  const [order, setOrder] = useLocalStorage<Order>({ key: 'tertulia-sidebar-order', defaultValue: 'name' });
  const rows = rowsOf({
    channels,
    categories,
    collapsed: new Set(closed),
    order,
    titleOf: ({ info }) => info && titleOf(info),
    activityOf,
    current,
    now,
    language,
  });
  const toggle = (section: SectionId): void =>
    setClosed((before) =>
      before.includes(section) ? before.filter((each) => each !== section) : [...before, section],
    );
  return { rows, order, setOrder, toggle };
}
