import type { DeliveryState, DeliveryWay } from '../../../src/contract/notifications.js';

export const WAYS = ['in_app', 'push', 'email'] as const satisfies DeliveryWay[];
export const STATES = [
  'planned',
  'sending',
  'sent',
  'skipped',
  'cancelled',
  'failed',
] as const satisfies DeliveryState[];

/** Why there was something to tell, as the server's ledger calls it. */
export const RULES = [
  'direct_message',
  'mentioned',
  'mentioned_group',
  'mentioned_all',
  'mentioned_here',
  'keyword',
  'thread_followed',
  'level_all',
  'announced',
  'new_device',
  'own_job',
  'own_message',
  'own_reminder',
  'added_to_channel',
  'moderator',
  'administrator',
] as const;

/** Why a way was taken or not. */
export const REASONS = [
  'socket',
  'stream',
  'inbox',
  'preference',
  'no_subscription',
  'subscriptions_gone',
  'if_unread',
  'presence_unknown',
  'offline',
  'not_in_app',
  'digest',
  'urgent',
  'do_not_disturb',
  'quiet_hours',
  'joined',
  'read',
  'archived',
  'read_in_channel',
  'message_deleted',
  'no_longer_a_member',
  'account_disabled',
  'not_worded',
  'push_service',
  'address_not_verified',
  'address_suppressed',
  'handed_over',
  'mail_server',
  'mail_server_deferred',
  'internal_error',
] as const;

/** One that there are words for; `other` for what a newer server may say. */
export const worded = <T extends string>(words: readonly T[], name: string): T | 'other' =>
  words.find((word) => word === name) ?? 'other';
