import type { ComponentType, LazyExoticComponent } from 'react';

export interface PanelProps {
  /** The channel of the page that it stands beside. */
  channelId: string;
  /** What followed the colon in the address. */
  argument: string | null;
}

type Panel = LazyExoticComponent<ComponentType<PanelProps>>;

/** Every panel by its name in the address, as lazy components that begin with a `PanelHeader`. */
export const panels: Readonly<Record<string, Panel>> = {};
