import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CaughtMailEntity } from './caught-mail.entity.js';
import { CaughtMailsService } from './caught-mails.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([CaughtMailEntity])],
  providers: [CaughtMailsService],
  exports: [CaughtMailsService],
})
export class CaughtMailsModule {}
