import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProducerModule } from '../queue/queue.module.js';
import { MailSuppressionEntity } from './mail-suppression.entity.js';
import { MailEntity } from './mail.entity.js';
import { mailQueue } from './mail.queue.js';
import { MailService } from './mail.service.js';
import { MailsRepository } from './mails.repository.js';

/** For features that send mail, in web and worker. */
@Module({
  imports: [TypeOrmModule.forFeature([MailEntity, MailSuppressionEntity]), ProducerModule.of(mailQueue)],
  providers: [MailsRepository, MailService],
  exports: [MailsRepository, MailService],
})
export class MailModule {}
