import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ErrorMetrics } from './error.metrics.js';
import { toDomainError, toProblem } from './error-body.js';

/** Answers every REST failure as `application/problem+json`. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(HttpErrorFilter.name);

  constructor(private readonly metrics: ErrorMetrics) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    const requestId = http.getRequest<Request>().id;
    const error = toDomainError(thrown);
    this.metrics.answered('rest', error.code);
    if (error.code === 'internal') this.logger.error({ err: thrown, requestId }, 'request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error.more.retryAfterMs !== undefined) {
      response.setHeader('Retry-After', Math.ceil(error.more.retryAfterMs / 1000));
    }
    const problem = toProblem(error, typeof requestId === 'string' ? requestId : undefined);
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
