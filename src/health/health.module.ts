import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HttpMetrics } from '../core/observability/http.metrics.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { RedisHealth } from './redis.health.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController, MetricsController],
  providers: [RedisHealth, HttpMetrics],
})
export class HealthModule {}
