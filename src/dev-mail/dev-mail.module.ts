import { Module } from '@nestjs/common';
import { CaughtMailsModule } from '../core/mail/caught-mails.module.js';
import { DevMailController } from './dev-mail.controller.js';

@Module({ imports: [CaughtMailsModule], controllers: [DevMailController] })
export class DevMailModule {}
