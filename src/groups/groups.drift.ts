import type { DriftCheck } from '../core/database/drift.js';

export const groupChecks: DriftCheck[] = [
  {
    name: 'sizes of groups and who is in them',
    text: `
      SELECT g.id::text AS place, g.member_count::text AS kept, m.count::text AS counted
      FROM user_groups g CROSS JOIN LATERAL (SELECT count(*)::int FROM user_group_members WHERE group_id = g.id) m
      WHERE g.member_count <> m.count`,
  },
];
