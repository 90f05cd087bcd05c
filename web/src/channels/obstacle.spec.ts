import type { MyChannel } from '@tertulia/client';
import { describe, expect, it } from 'vitest';
import { obstacleOf, slowSeconds } from './obstacle';

const NOW = Date.parse('2030-01-01T12:00:00.000Z');

const channel = (fields: Partial<MyChannel> = {}): MyChannel => ({
  id: 'a',
  kind: 'public',
  parentId: null,
  name: 'office',
  directUserIds: null,
  topic: '',
  description: '',
  seq: 0,
  rev: 0,
  retentionDays: null,
  posting: 'everyone',
  slowModeSeconds: 0,
  systemMessages: false,
  createdBy: 'ana',
  createdAt: '2029-01-01T00:00:00.000Z',
  archivedAt: null,
  role: 'member',
  readSeq: 0,
  unread: 0,
  mentionCount: 0,
  notifications: { level: 'all', mutedUntil: null },
  silencedUntil: null,
  ...fields,
});

const at = (fields: Partial<MyChannel>, place: Partial<Parameters<typeof obstacleOf>[0]> = {}) =>
  obstacleOf({ info: channel(fields), isMember: true, isThread: false, now: NOW, ...place });

describe('what keeps somebody from writing', () => {
  it('is nothing for members, nor where nothing is known yet', () => {
    expect(at({})).toBeNull();
    expect(at({}, { info: null, isMember: false })).toBeNull();
  });

  it('is an archived channel, or one that they are not in', () => {
    expect(at({ archivedAt: '2029-01-01T00:00:00.000Z', role: 'owner' })).toBe('archived');
    expect(at({}, { isMember: false })).toBe('outside');
  });

  it('is a silence for as long as it holds', () => {
    expect(at({ silencedUntil: '2030-01-01T12:00:01.000Z', role: 'moderator' })).toBe('silenced');
    expect(at({ silencedUntil: '2030-01-01T11:59:59.000Z' })).toBeNull();
  });

  it('is a role, or announcements in all but threads', () => {
    expect(at({ role: 'read-only' }, { isThread: true })).toBe('readOnly');
    expect(at({ posting: 'moderators' })).toBe('announcement');
    expect(at({ posting: 'moderators', role: 'moderator' })).toBeNull();
    expect(at({ posting: 'moderators' }, { isThread: true })).toBeNull();
  });
});

describe('slow mode', () => {
  it('holds members for what remains of its time', () => {
    expect(slowSeconds(channel({ slowModeSeconds: 30 }), NOW - 10_500, NOW)).toBe(20);
    expect(slowSeconds(channel({ slowModeSeconds: 30 }), NOW - 31_000, NOW)).toBe(0);
    expect(slowSeconds(channel({ slowModeSeconds: 30 }), null, NOW)).toBe(0);
    expect(slowSeconds(channel({ slowModeSeconds: 30, role: 'owner' }), NOW, NOW)).toBe(0);
  });
});
