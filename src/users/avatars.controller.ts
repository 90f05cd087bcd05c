import { Controller, Delete, Get, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Me } from '../contract/users.js';
import type { Principal } from '../core/security/principal.js';
import { NotRateLimited } from '../core/security/rate-limit.guard.js';
import { Caller, ForGuests, Public } from '../core/security/security.decorators.js';
import { AvatarsService } from './avatars.service.js';
import { PICTURE_TYPES } from './picture.js';

@ApiTags('users')
@Controller()
export class AvatarsController {
  constructor(private readonly avatars: AvatarsService) {}

  @ApiBearerAuth()
  @ForGuests()
  @Put('users/me/avatar')
  @ApiOperation({
    summary: "Set the caller's picture: PNG, JPEG or WebP, 64 KiB and 1024 pixels wide and high at the most",
  })
  @ApiConsumes(...PICTURE_TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ standardSchema: Me })
  put(@Caller() caller: Principal, @Req() request: Request): Promise<Me> {
    return this.avatars.put(caller, request.body);
  }

  @ApiBearerAuth()
  @ForGuests()
  @Delete('users/me/avatar')
  @HttpCode(204)
  @ApiOperation({ summary: "Take the caller's picture away" })
  @ApiNoContentResponse()
  remove(@Caller() caller: Principal): Promise<void> {
    return this.avatars.remove(caller);
  }

  /** An `<img>` sends no token. A page shows many, and each is asked for once: all people of one address would share a count. */
  @Public()
  @NotRateLimited()
  @Get('avatars/:name')
  @ApiOperation({ summary: "Somebody's picture, by the `avatarUrl` of a user" })
  @ApiProduces(...PICTURE_TYPES)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async get(@Param('name') name: string, @Res() response: Response): Promise<void> {
    const { type, content } = await this.avatars.get(name);
    response.setHeader('Content-Type', type);
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    response.end(content);
  }
}
