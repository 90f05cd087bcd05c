import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CacheService } from './cache.service.js';
import { CacheStore } from './cache-store.js';
import { SharedVersionEntity } from './shared-version.entity.js';
import { SharedVersions } from './shared-versions.service.js';
import { VersionSources } from './version-sources.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([SharedVersionEntity])],
  providers: [CacheStore, CacheService, SharedVersions, VersionSources],
  exports: [CacheService, SharedVersions, VersionSources],
})
export class CacheModule {}
