import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AppConfig } from '../core/config/app-config.js';
import { UsersModule } from '../users/users.module.js';
import { SessionEntity } from './session.entity.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { TokensService } from './tokens.service.js';

/** Sessions and their tokens without the doors to them: what the worker needs to know who is signed in. */
@Module({
  imports: [
    TypeOrmModule.forFeature([SessionEntity]),
    JwtModule.registerAsync({
      inject: [AppConfig],
      useFactory: ({ auth }: AppConfig) => ({ secret: auth.key, signOptions: { algorithm: 'HS256' } }),
    }),
    UsersModule,
  ],
  providers: [SessionsService, SessionsRepository, TokensService],
  exports: [SessionsService, TokensService],
})
export class SessionsModule {}
