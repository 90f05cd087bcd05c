/**
 * A worker made of the built product's parts, with a queue whose jobs do what jobs should not: `die` takes the process
 * along, as a crash in native code does; `slow` takes its time. Runs until it is ended.
 */
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { BullModule, Processor } from '@nestjs/bullmq';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';

/** Built when this runs, not when it is checked. */
const built = (/** @type {string} */ file) => import(new URL(`../../dist/${file}`, import.meta.url).href);
const { CoreModule } = await built('core/core.module.js');
const { defineQueue } = await built('core/queue/queue-definition.js');
const { QueueProcessor, workerOptions } = await built('core/queue/queue.processor.js');
const { QueueWorkerModule } = await built('core/queue/queue.worker.module.js');

const SLOW_MS = 3000;

const faultyQueue = defineQueue('faulty', { die: z.object({}), slow: z.object({}), live: z.object({}) });

class FaultyProcessor extends QueueProcessor {
  queue = faultyQueue;
  handlers = {
    die: () => process.kill(process.pid, 'SIGKILL'),
    slow: () => sleep(SLOW_MS, 'slept'),
    live: () => Promise.resolve('alive'),
  };
}
Processor(faultyQueue.name, workerOptions)(FaultyProcessor);

class FaultyWorker {
  queue = faultyQueue.name;
}
const imports = [CoreModule, QueueWorkerModule, BullModule.registerQueue({ name: faultyQueue.name })];

const app = await NestFactory.createApplicationContext(
  { module: FaultyWorker, imports, providers: [FaultyProcessor] },
  { logger: ['error'], abortOnError: false },
);
app.enableShutdownHooks(['SIGTERM']);
