import { Module } from '@nestjs/common';
import { PartsModule } from '../core/health/parts.module.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';

@Module({
  imports: [PartsModule],
  controllers: [HealthController, MetricsController],
})
export class HealthModule {}
