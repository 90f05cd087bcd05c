import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailTemplates } from '../core/mail/mail-templates.js';
import { MailWorkerModule } from '../core/mail/mail.worker.module.js';
import { AccountTokenEntity } from './account-token.entity.js';
import { AccountTokensRepository } from './account-tokens.repository.js';
import { authMails } from './auth-mails.js';
import { SessionEntity } from './session.entity.js';
import { SessionsProcessor } from './sessions.processor.js';
import { sessionsQueue } from './sessions.queue.js';
import { SessionsRepository } from './sessions.repository.js';

/** What only the worker process runs. */
@Module({
  imports: [
    TypeOrmModule.forFeature([SessionEntity, AccountTokenEntity]),
    BullModule.registerQueue({ name: sessionsQueue.name }),
    MailWorkerModule,
  ],
  providers: [SessionsProcessor, SessionsRepository, AccountTokensRepository],
})
export class AuthWorkerModule {
  constructor(templates: MailTemplates) {
    templates.add(...authMails);
  }
}
