import { Module } from '@nestjs/common';
import { OperatorsListener } from './operators.listener.js';
import { PartsModule } from './parts.module.js';

/** What only the worker process runs. */
@Module({ imports: [PartsModule], providers: [OperatorsListener] })
export class OperatorsWorkerModule {}
