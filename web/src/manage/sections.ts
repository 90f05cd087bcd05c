import {
  IconAlertTriangle,
  IconBell,
  IconClock,
  IconFlag,
  IconListCheck,
  IconListDetails,
  IconMail,
  IconTool,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import { type ComponentType, lazy } from 'react';

/** What administrators find under /manage, in this order; each comes when it is opened. */
export const SECTIONS = {
  users: { icon: IconUsers, page: lazy(() => import('./users-section')) },
  invitations: { icon: IconMail, page: lazy(() => import('./invitations-section')) },
  groups: { icon: IconUsersGroup, page: lazy(() => import('./groups-section')) },
  reports: { icon: IconFlag, page: lazy(() => import('./reports-section')) },
  announcements: { icon: IconBell, page: lazy(() => import('./announcements-section')) },
  jobs: { icon: IconListCheck, page: lazy(() => import('./jobs-section')) },
  schedules: { icon: IconClock, page: lazy(() => import('./schedules-section')) },
  'dead-letters': { icon: IconAlertTriangle, page: lazy(() => import('./dead-letters-section')) },
  audit: { icon: IconListDetails, page: lazy(() => import('./audit-section')) },
  tools: { icon: IconTool, page: lazy(() => import('./tools-section')) },
} satisfies Record<string, { icon: ComponentType<{ size?: number }>; page: ComponentType }>;

export type SectionName = keyof typeof SECTIONS;

export const isSection = (name: string): name is SectionName => Object.hasOwn(SECTIONS, name);
export const SECTION_NAMES = Object.keys(SECTIONS).filter(isSection);
