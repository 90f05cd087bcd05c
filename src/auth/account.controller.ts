import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Accepted, ChangePassword, ForgotPassword, ResetPassword, VerifyEmail } from '../contract/auth.js';
import type { Principal } from '../core/security/principal.js';
import { SignInAttempt } from '../core/security/rate-limit.guard.js';
import { Caller, ForGuests, Public } from '../core/security/security.decorators.js';
import { AccountService } from './account.service.js';

@ApiTags('auth')
@Controller('auth')
export class AccountController {
  constructor(private readonly account: AccountService) {}

  @Public()
  @SignInAttempt('forgotten')
  @Post('password/forgot')
  @HttpCode(202)
  @ApiOperation({ summary: 'Mail a link to set a new password; the same answer where the address has no account' })
  @ApiAcceptedResponse({ standardSchema: Accepted })
  async forgotPassword(@Body({ schema: ForgotPassword }) input: ForgotPassword): Promise<Accepted> {
    await this.account.forgotPassword(input);
    return { accepted: true };
  }

  @Public()
  @SignInAttempt()
  @Post('password/reset')
  @HttpCode(204)
  @ApiOperation({ summary: "Set a new password with a mail's token, which is good once; ends all sessions" })
  @ApiNoContentResponse()
  resetPassword(@Body({ schema: ResetPassword }) input: ResetPassword): Promise<void> {
    return this.account.resetPassword(input);
  }

  @ApiBearerAuth()
  @SignInAttempt()
  @ForGuests()
  @Post('password/change')
  @HttpCode(204)
  @ApiOperation({ summary: 'Set a new password by the present one; ends all other sessions' })
  @ApiNoContentResponse()
  changePassword(@Caller() caller: Principal, @Body({ schema: ChangePassword }) input: ChangePassword): Promise<void> {
    return this.account.changePassword(caller, input);
  }

  @Public()
  @SignInAttempt()
  @Post('email/verify')
  @HttpCode(204)
  @ApiOperation({ summary: "Verify an e-mail address with a mail's token, which is good once" })
  @ApiNoContentResponse()
  verifyEmail(@Body({ schema: VerifyEmail }) input: VerifyEmail): Promise<void> {
    return this.account.verifyEmail(input);
  }

  @ApiBearerAuth()
  @SignInAttempt()
  @ForGuests()
  @Post('email/verify/resend')
  @HttpCode(202)
  @ApiOperation({ summary: 'Mail the link to verify the address again' })
  @ApiAcceptedResponse({ standardSchema: Accepted })
  async resendVerification(@Caller() caller: Principal): Promise<Accepted> {
    await this.account.resendVerification(caller);
    return { accepted: true };
  }
}
