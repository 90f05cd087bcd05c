import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { UsersModule } from '../users/users.module.js';
import { AdminController } from './admin.controller.js';
import { AdminDoor } from './admin-door.js';
import { AuditService } from './audit.service.js';
import { DeadLettersService } from './dead-letters.service.js';
import { FailedJobs } from './failed-jobs.js';
import { ManagedUsersController } from './managed-users.controller.js';
import { ManagedUsersService } from './managed-users.service.js';
import { OperatedQueues } from './operated-queues.js';
import { QueueBoard } from './queue-board.js';
import { QueueGauges } from './queue-gauges.js';
import { SignInController } from './sign-in.controller.js';

/** The operators' door: their sign-in, Bull Board, accounts, dead letters, the audit log. */
@Module({
  imports: [AuthModule, UsersModule],
  controllers: [SignInController, AdminController, ManagedUsersController],
  providers: [
    AdminDoor,
    OperatedQueues,
    QueueBoard,
    QueueGauges,
    FailedJobs,
    DeadLettersService,
    AuditService,
    ManagedUsersService,
  ],
})
export class AdminModule {}
