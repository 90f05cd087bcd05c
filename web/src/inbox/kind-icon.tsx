import {
  IconAlertTriangle,
  IconAt,
  IconBell,
  IconBriefcase,
  IconDeviceLaptop,
  IconFlag,
  IconHash,
  IconMessage,
  IconMessages,
  IconMoodSmile,
  IconSearch,
  IconSpeakerphone,
  IconTrash,
  IconUserPlus,
} from '@tabler/icons-react';
import type { NotificationKind } from '../../../src/contract/notifications.js';

const icons = {
  mention: IconAt,
  direct_message: IconMessage,
  keyword: IconSearch,
  channel_message: IconHash,
  thread_reply: IconMessages,
  invitation: IconUserPlus,
  job_finished: IconBriefcase,
  announcement: IconSpeakerphone,
  new_login: IconDeviceLaptop,
  scheduled_failed: IconAlertTriangle,
  reminder: IconBell,
  reaction: IconMoodSmile,
  message_removed: IconTrash,
  report: IconFlag,
} satisfies Record<NotificationKind, typeof IconAt>;

/** Decoration: the line's title says what it is. */
export function KindIcon({ kind }: { kind: NotificationKind }) {
  const Icon = icons[kind] ?? IconBell;
  return <Icon size={18} stroke={1.7} aria-hidden />;
}
