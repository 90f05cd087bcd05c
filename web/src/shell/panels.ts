import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import { withPageTexts } from '../core/i18n';
import type { PanelProps } from './panel-props';

type Panel = LazyExoticComponent<ComponentType<PanelProps>>;

/** Every panel by its name in the address, as lazy components that begin with a `PanelHeader`. */
export const panels: Readonly<Record<string, Panel>> = {
  pins: lazy(() => import('../pins/pins-panel')),
  thread: lazy(() => import('../threads/thread-panel')),
  info: lazy(() => import('../channels/info-panel')),
  members: lazy(() => withPageTexts(import('../channels/members-panel'))),
  moderation: lazy(() => withPageTexts(import('../channels/moderation-panel'))),
};
