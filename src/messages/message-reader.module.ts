import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MessageEntity } from './message.entity.js';
import { MessageReader } from './message-reader.service.js';
import { ReactionReader } from './reaction-reader.service.js';
import { MessagesRepository } from './messages.repository.js';

/** For processes that read messages and take none. */
@Module({
  imports: [TypeOrmModule.forFeature([MessageEntity])],
  providers: [MessagesRepository, MessageReader, ReactionReader],
  exports: [MessageReader, ReactionReader],
})
export class MessageReaderModule {}
