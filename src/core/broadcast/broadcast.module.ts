import { Global, Module } from '@nestjs/common';
import { Bus } from './bus.service.js';

@Global()
@Module({ providers: [Bus], exports: [Bus] })
export class BroadcastModule {}
