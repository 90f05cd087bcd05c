import { Module } from '@nestjs/common';
import { MailTemplates } from '../core/mail/mail-templates.js';
import { MailWorkerModule } from '../core/mail/mail.worker.module.js';
import { authMails } from './auth-mails.js';

/** What only the worker process runs. */
@Module({ imports: [MailWorkerModule] })
export class AuthWorkerModule {
  constructor(templates: MailTemplates) {
    templates.add(...authMails);
  }
}
