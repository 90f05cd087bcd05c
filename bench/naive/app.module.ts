import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChatGateway } from './chat.gateway.js';
import { Membership } from './membership.entity.js';
import { Message } from './message.entity.js';
import { BearerGuard, ReadsController } from './reads.controller.js';

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: process.env['DATABASE_URL'],
      entities: [Membership, Message],
      synchronize: true,
      uuidExtension: 'pgcrypto',
      installExtensions: false,
    }),
    TypeOrmModule.forFeature([Membership, Message]),
    JwtModule.register({ secret: process.env['JWT_SECRET'] }),
  ],
  controllers: [ReadsController],
  providers: [ChatGateway, BearerGuard],
})
export class AppModule {}
