import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { UsersModule } from '../users/users.module.js';
import { UserImportHandler } from './user-import.handler.js';

/** What only the worker process runs. */
@Module({ imports: [UsersModule, AuthModule], providers: [UserImportHandler] })
export class ImportsWorkerModule {}
