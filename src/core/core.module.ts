import { Module } from '@nestjs/common';
import { AuditModule } from './audit/audit.module.js';
import { BroadcastModule } from './broadcast/broadcast.module.js';
import { CacheModule } from './cache/cache.module.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { FilesModule } from './files/files.module.js';
import { JobHandlersModule } from './jobs/job-handlers.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { QueueModule } from './queue/queue.module.js';
import { RedisModule } from './redis/redis.module.js';
import { SecurityModule } from './security/security.module.js';

@Module({
  imports: [
    ConfigModule,
    ObservabilityModule,
    DatabaseModule,
    RedisModule,
    BroadcastModule,
    CacheModule,
    OutboxModule,
    AuditModule,
    QueueModule,
    SecurityModule,
    FilesModule,
    JobHandlersModule,
  ],
})
export class CoreModule {}
