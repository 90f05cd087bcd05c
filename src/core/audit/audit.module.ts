import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditEntryEntity } from './audit-entry.entity.js';
import { AuditLog } from './audit-log.js';
import { ServerLog } from './server-log.js';
import { SystemEventEntity } from './system-event.entity.js';
import { SystemLog } from './system-log.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([AuditEntryEntity, SystemEventEntity])],
  providers: [AuditLog, SystemLog, ServerLog],
  exports: [AuditLog, SystemLog, ServerLog],
})
export class AuditModule {}
