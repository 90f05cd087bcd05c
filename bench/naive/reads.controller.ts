import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Param,
  Query,
  Req,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { InjectRepository } from '@nestjs/typeorm';
import type { Request } from 'express';
import { LessThan, Repository } from 'typeorm';
import { Membership } from './membership.entity.js';
import { Message } from './message.entity.js';

type Known = Request & { userId: string };

/** As in Nest's documentation of authentication. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(private readonly jwt: JwtService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Known>();
    const [type, token] = request.headers.authorization?.split(' ') ?? [];
    if (type !== 'Bearer' || token === undefined) throw new UnauthorizedException();
    try {
      const { sub } = await this.jwt.verifyAsync<{ sub: string }>(token);
      request.userId = sub;
    } catch {
      throw new UnauthorizedException();
    }
    return true;
  }
}

const PAGE = 50;

/** History and lists as the tutorials have them: for each request one `find`. */
@Controller()
@UseGuards(BearerGuard)
export class ReadsController {
  constructor(
    @InjectRepository(Membership) private readonly memberships: Repository<Membership>,
    @InjectRepository(Message) private readonly messages: Repository<Message>,
  ) {}

  /** `before` in seconds since 1970. */
  @Get('channels/:id/messages')
  async history(@Param('id') channelId: string, @Query('before') before?: string): Promise<Message[]> {
    const messages = await this.messages.find({
      where: { channelId, ...(before !== undefined && { createdAt: LessThan(new Date(Number(before) * 1000)) }) },
      order: { createdAt: 'DESC' },
      take: PAGE,
    });
    return messages.toReversed();
  }

  @Get('channels')
  channels(@Req() { userId }: Known): Promise<Membership[]> {
    return this.memberships.find({ where: { userId } });
  }
}
