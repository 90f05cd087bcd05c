import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { AppConfig } from './core/config/app-config.js';
import { databaseReady } from './core/database/database-ready.js';
import { startTracing } from './core/observability/trace-export.js';
import { start } from './start.js';
import { WorkerModule } from './worker.module.js';

/** While the worker waits nothing is under way that would have to be finished. */
const end = () => process.exit(0);

await start(async () => {
  const { database, tracing } = AppConfig.load();
  process.once('SIGTERM', end).once('SIGINT', end);
  await databaseReady(database.url, (reason) => console.error(`The worker waits: ${reason}`));
  process.off('SIGTERM', end).off('SIGINT', end);
  await startTracing(tracing, 'worker');
  const app = await NestFactory.createApplicationContext(WorkerModule, { bufferLogs: true, abortOnError: false });
  app.useLogger(app.get(Logger));
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
});
