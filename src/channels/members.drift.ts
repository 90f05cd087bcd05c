import type { DriftCheck } from '../core/database/drift.js';

/** Unread counts are a subtraction: a marker past the end would make one negative. */
export const memberChecks: DriftCheck[] = [
  {
    name: 'read markers within their channels',
    text: `
      SELECT m.channel_id || ' ' || m.user_id AS place, m.read_seq::text AS kept, c.seq::text AS counted
      FROM members m JOIN channels c ON c.id = m.channel_id WHERE m.read_seq > c.seq OR m.read_seq < 0`,
  },
];
