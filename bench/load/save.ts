import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Notification } from '../naive/notification.entity.js';
import { nowMicros } from './bytes.js';
import type { SavePlan, SaveResult } from './plan.js';
import type { Report } from './traffic.js';

const WARMUP = 100;

/** What a message to a crowd costs the naive server before it emits anything: one `save` for each member. */
export async function runSaves({ databaseUrl, rows }: SavePlan, report: Report): Promise<SaveResult> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    entities: [Notification],
    synchronize: true,
    uuidExtension: 'pgcrypto',
    installExtensions: false,
  });
  await dataSource.initialize();
  const notifications = dataSource.getRepository(Notification);
  const saveAll = async (userIds: string[]): Promise<void> => {
    const messageId = randomUUID();
    for (const userId of userIds) await notifications.save({ userId, messageId, kind: 'mention' });
  };
  await saveAll(Array.from({ length: WARMUP }, () => randomUUID()));

  const userIds = Array.from({ length: rows }, () => randomUUID());
  report.started();
  const startedAt = nowMicros();
  await saveAll(userIds);
  const seconds = (nowMicros() - startedAt) / 1e6;
  report.measured();
  // Connected until the process is ended: a backend that ends while CPU is read would count as none.
  return { kind: 'save', seconds, saved: rows };
}
