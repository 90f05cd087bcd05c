import { Body, Controller, Get, Header, HttpCode, Post, Query, Redirect, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { AdministratorsService } from '../auth/administrators.service.js';
import { Login } from '../contract/auth.js';
import { SignInAttempt } from '../core/security/rate-limit.guard.js';
import { Public } from '../core/security/security.decorators.js';
import { loginPage, logoutPage, safeNext } from './pages.js';
import { clearSessionCookie, sessionCookie, setSessionCookie } from './session-cookie.js';
import { SignInFilter } from './sign-in.filter.js';

const SignInForm = Login.extend({ next: z.string().max(2000).optional() });
type SignInForm = z.infer<typeof SignInForm>;

const HTML = 'text/html; charset=utf-8';

/** The operators' way in and out: plain pages, for a browser without scripts too. */
@ApiExcludeController()
@Public()
@UseFilters(SignInFilter)
@Controller('admin')
export class SignInController {
  constructor(private readonly administrators: AdministratorsService) {}

  @Get()
  @Redirect('/admin/queues', 303)
  home(): void {}

  @Get('login')
  @Header('Content-Type', HTML)
  form(@Query('next') next: unknown): string {
    return loginPage({ next: safeNext(next) });
  }

  @SignInAttempt()
  @Post('login')
  @HttpCode(303)
  async signIn(
    @Body({ schema: SignInForm }) { next, ...login }: SignInForm,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    setSessionCookie(request, response, await this.administrators.signIn(login, request));
    response.redirect(303, safeNext(next));
  }

  @Get('logout')
  @Header('Content-Type', HTML)
  leave(): string {
    return logoutPage;
  }

  @Post('logout')
  @HttpCode(303)
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const token = sessionCookie(request.headers.cookie);
    if (token !== undefined) await this.administrators.signOut(token, request.ip ?? null);
    clearSessionCookie(request, response);
    response.redirect(303, '/admin/login');
  }
}
