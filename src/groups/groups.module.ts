import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.js';
import { GroupsController } from './groups.controller.js';
import { GroupsRepository } from './groups.repository.js';
import { GroupsService } from './groups.service.js';
import { UserGroupEntity } from './user-group.entity.js';
import { UserGroupMemberEntity } from './user-group-member.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([UserGroupEntity, UserGroupMemberEntity]), UsersModule],
  controllers: [GroupsController],
  providers: [GroupsRepository, GroupsService],
  exports: [GroupsService],
})
export class GroupsModule {}
