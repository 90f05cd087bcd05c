import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthService } from './health.service.js';
import { Parts } from './parts.js';

/** Health, for whichever process tells of it. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  providers: [Parts, HealthService],
  exports: [HealthService],
})
export class PartsModule {}
