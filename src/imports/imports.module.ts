import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { UserImportsController } from './user-imports.controller.js';
import { UserImportsService } from './user-imports.service.js';

@Module({ imports: [JobsModule], controllers: [UserImportsController], providers: [UserImportsService] })
export class ImportsModule {}
