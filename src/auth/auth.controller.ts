import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Request } from 'express';
import {
  Invitation,
  Invite,
  Login,
  Refresh,
  Register,
  Registration,
  SignedIn,
  StreamToken,
  TokenPair,
} from '../contract/auth.js';
import { invalid } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests, Public } from '../core/security/security.decorators.js';
import { AuthService } from './auth.service.js';
import { deviceOf } from './device.js';
import { InvitationsService } from './invitations.service.js';
import { SignInAttempt } from '../core/security/rate-limit.guard.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
    private readonly invitations: InvitationsService,
  ) {}

  @Public()
  @SignInAttempt()
  @Post('register')
  @ApiOperation({ summary: 'Make an account; the first of a server owns it' })
  @ApiCreatedResponse({ standardSchema: SignedIn })
  register(@Body({ schema: Register }) input: Register, @Req() request: Request): Promise<SignedIn> {
    return this.auth.register(input, { device: deviceOf(request) });
  }

  @Public()
  @Get('registration')
  @ApiOperation({
    summary: 'Who may make an account: anyone (`open`), holders of an invitation (`invite`), nobody (`closed`)',
  })
  @ApiOkResponse({ standardSchema: Registration })
  registration(): Promise<Registration> {
    return this.invitations.registration();
  }

  @Public()
  @SignInAttempt()
  @Post('login')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in by e-mail address or username' })
  @ApiOkResponse({ standardSchema: SignedIn })
  login(@Body({ schema: Login }) input: Login, @Req() request: Request): Promise<SignedIn> {
    return this.auth.login(input, deviceOf(request));
  }

  @Public()
  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({ summary: 'Exchange a refresh token for a new pair; a second use of one ends its session' })
  @ApiOkResponse({ standardSchema: TokenPair })
  refresh(@Body({ schema: Refresh }) { refreshToken }: Refresh): Promise<TokenPair> {
    return this.sessions.refresh(refreshToken);
  }

  @ApiBearerAuth()
  @ForGuests()
  @Post('logout')
  @HttpCode(204)
  @ApiOperation({ summary: 'End the session and its sockets' })
  @ApiNoContentResponse()
  async logout(@Caller() { userId, sessionId }: Principal): Promise<void> {
    await this.sessions.end(userId, sessionId);
  }

  @ApiBearerAuth()
  @ForGuests()
  @Post('stream-token')
  @HttpCode(200)
  @ApiOperation({ summary: 'A short-lived token for the URL of an event stream' })
  @ApiOkResponse({ standardSchema: StreamToken })
  streamToken(@Caller() caller: Principal): StreamToken {
    return this.sessions.streamToken(caller);
  }

  @ApiBearerAuth()
  @Post('invitations')
  @ApiOperation({
    summary: 'An invitation to register, mailed where an address is given; for owners and administrators',
  })
  @ApiBody({ required: false })
  @ApiCreatedResponse({ standardSchema: Invitation })
  invite(
    @Caller() caller: Principal,
    @Req() request: Request,
    @Body({ schema: Invite.optional() }) input?: Invite,
  ): Promise<Invitation> {
    // A body that was not read (not JSON) must not pass for none: its sender expects a mail.
    const sentSomething = Number(request.headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in request.headers;
    if (input === undefined && sentSomething) throw invalid([{ path: '', message: 'must be JSON' }]);
    return this.invitations.invite(caller, input ?? {});
  }
}
