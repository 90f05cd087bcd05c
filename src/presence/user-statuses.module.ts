import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UserStatusEntity } from './user-status.entity.js';
import { UserStatusesRepository } from './user-statuses.repository.js';
import { UserStatuses } from './user-statuses.service.js';

/** What people choose to be for others; for web and worker alike. */
@Module({
  imports: [TypeOrmModule.forFeature([UserStatusEntity])],
  providers: [UserStatusesRepository, UserStatuses],
  exports: [UserStatuses],
})
export class UserStatusesModule {}
