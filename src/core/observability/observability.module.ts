import { Global, Module } from '@nestjs/common';
import { Lifecycle } from './lifecycle.js';
import { LoggerModule } from './logger.module.js';

@Global()
@Module({ imports: [LoggerModule], providers: [Lifecycle], exports: [Lifecycle] })
export class ObservabilityModule {}
