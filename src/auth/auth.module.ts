import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '../core/mail/mail.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountMailsService } from './account-mails.service.js';
import { AccountTokenEntity } from './account-token.entity.js';
import { AccountTokensRepository } from './account-tokens.repository.js';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { AdministratorsService } from './administrators.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { GuestGuard } from './guest.guard.js';
import { InvitationsService } from './invitations.service.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { RateLimitGuard } from '../core/security/rate-limit.guard.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsModule } from './sessions.module.js';
import { SignInMetrics } from './sign-in.metrics.js';

@Module({
  imports: [TypeOrmModule.forFeature([AccountTokenEntity]), PassportModule, UsersModule, SessionsModule, MailModule],
  controllers: [AuthController, AccountController, SessionsController],
  providers: [
    SignInMetrics,
    AuthService,
    AccountService,
    AccountMailsService,
    AccountTokensRepository,
    InvitationsService,
    AdministratorsService,
    JwtStrategy,
    { provide: APP_GUARD, useClass: JwtAuthGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: GuestGuard },
  ],
  exports: [AuthService, AccountService, InvitationsService, AdministratorsService, SessionsModule],
})
export class AuthModule {}
