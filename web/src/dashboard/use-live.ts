import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { AdministratorDashboard, MemberDashboard } from '../../../src/contract/dashboard.js';
import { LiveDashboard, type LiveState } from './live-dashboard';

export const LiveContext = createContext<LiveDashboard | null>(null);

/** The stream of the dashboard for as long as the component is there. */
export function useLiveDashboard(): LiveDashboard {
  const [live] = useState(() => new LiveDashboard());
  useEffect(() => live.listen(), [live]);
  return live;
}

/** A part of the live dashboard. The component is drawn anew when that part is another, and not once a second. */
export function useLive<T>(select: (state: LiveState) => T): T {
  const live = useContext(LiveContext);
  if (!live) throw new Error('there is no live dashboard around this component');
  return useSyncExternalStore(live.subscribe, () => select(live.snapshot()));
}

export const useAdministratorPart = <T>(select: (dashboard: AdministratorDashboard) => T): T | null =>
  useLive(({ latest }) => (latest?.view === 'administrator' ? select(latest) : null));

export const useMemberPart = <T>(select: (dashboard: MemberDashboard) => T): T | null =>
  useLive(({ latest }) => (latest?.view === 'member' ? select(latest) : null));
