import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { toDomainError } from '../core/errors/error-body.js';
import { sendSignInRefusal } from './refusal-page.js';

/** Answers a sign-in that failed with the page to try again. */
@Catch()
export class SignInFilter implements ExceptionFilter {
  private readonly logger = new Logger(SignInFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const error = toDomainError(thrown);
    if (error.code === 'internal') this.logger.error({ err: thrown, requestId: request.id }, 'request failed');
    sendSignInRefusal(request, http.getResponse<Response>(), error);
  }
}
