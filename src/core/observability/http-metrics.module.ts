import { Module } from '@nestjs/common';
import { HttpMetrics } from './http.metrics.js';

/** Of a process that answers over HTTP; one that does not has no such figures. */
@Module({ providers: [HttpMetrics], exports: [HttpMetrics] })
export class HttpMetricsModule {}
