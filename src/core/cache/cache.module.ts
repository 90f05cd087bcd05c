import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CacheService } from './cache.service.js';
import { CacheStore } from './cache-store.js';
import { SharedVersionEntity } from './shared-version.entity.js';
import { SharedVersions } from './shared-versions.service.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([SharedVersionEntity])],
  providers: [CacheStore, CacheService, SharedVersions],
  exports: [CacheService, SharedVersions],
})
export class CacheModule {}
