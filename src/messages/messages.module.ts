import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelsModule } from '../channels/channels.module.js';
import { LogService } from './log.service.js';
import { MessageEntity } from './message.entity.js';
import { MessagesController } from './messages.controller.js';
import { MessagesRepository } from './messages.repository.js';
import { MessagesService } from './messages.service.js';
import { MessagesWriter } from './messages.writer.js';

@Module({
  imports: [TypeOrmModule.forFeature([MessageEntity]), ChannelsModule],
  controllers: [MessagesController],
  providers: [MessagesRepository, MessagesWriter, MessagesService, LogService],
  exports: [MessagesService, LogService],
})
export class MessagesModule {}
