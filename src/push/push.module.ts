import { Module } from '@nestjs/common';
import { PushDeliveryModule } from './push-delivery.module.js';
import { PushController } from './push.controller.js';

@Module({ imports: [PushDeliveryModule], controllers: [PushController], exports: [PushDeliveryModule] })
export class PushModule {}
