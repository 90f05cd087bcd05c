import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AvatarEntity } from './avatar.entity.js';
import { AvatarsController } from './avatars.controller.js';
import { AvatarsRepository } from './avatars.repository.js';
import { AvatarsService } from './avatars.service.js';
import { HandleEntity } from './handle.entity.js';
import { UserEntity } from './user.entity.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([UserEntity, HandleEntity, AvatarEntity])],
  controllers: [UsersController, AvatarsController],
  providers: [UsersRepository, UsersService, AvatarsRepository, AvatarsService],
  exports: [UsersService],
})
export class UsersModule {}
