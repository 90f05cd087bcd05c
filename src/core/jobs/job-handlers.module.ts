import { Global, Module } from '@nestjs/common';
import { JobHandlers } from './job-handlers.js';

/** The handlers are provided by the worker modules of their features, and carried out by `jobs/`. */
@Global()
@Module({ providers: [JobHandlers], exports: [JobHandlers] })
export class JobHandlersModule {}
