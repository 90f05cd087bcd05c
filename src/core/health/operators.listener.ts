import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { errorStatus } from '../../contract/errors.js';
import type { HealthReport } from '../../contract/health.js';
import { AppConfig, ConfigurationError } from '../config/app-config.js';
import { notFound } from '../errors/domain-error.js';
import { toDomainError, toProblem } from '../errors/error-body.js';
import { Metrics } from '../observability/metrics.js';
import { MetricsAccess } from '../observability/metrics-access.js';
import { HealthService } from './health.service.js';
import type { PartName } from './parts.js';

/** Without one of these no jobs are taken. */
const NEEDED: ReadonlySet<PartName> = new Set(['instance', 'postgresql', 'migrations', 'redis-queue', 'queue']);

interface Answer {
  status: number;
  type: string;
  body: string;
}

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});

async function answerHealth(asked: Promise<HealthReport>): Promise<Answer> {
  const report = await asked;
  return json(report.status === 'ok' ? 200 : errorStatus.unavailable, report);
}

/**
 * `GET /metrics` and `/health…` of a process that has no web server: on `WORKER_METRICS_PORT`, and nowhere where that is
 * not given.
 */
@Injectable()
export class OperatorsListener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(OperatorsListener.name);
  private readonly answers: Readonly<Record<string, (request: IncomingMessage) => Promise<Answer>>> = {
    '/metrics': (request) => this.answerMetrics(request),
    '/health': () => answerHealth(this.health.report(NEEDED)),
    '/health/ready': () => answerHealth(this.health.readiness(NEEDED)),
    '/health/live': () => Promise.resolve(json(200, { status: 'ok' })),
  };
  private server: Server | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly access: MetricsAccess,
    private readonly health: HealthService,
    private readonly config: AppConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { workerPort } = this.config.metrics;
    if (workerPort === 0) return;
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.listen(workerPort, this.config.http.host);
    try {
      await once(this.server, 'listening');
    } catch (error) {
      throw new ConfigurationError(`WORKER_METRICS_PORT: cannot listen on ${workerPort}: ${String(error)}`);
    }
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, body } = await this.answerTo(request).catch((thrown: unknown) => this.problem(thrown));
    response.writeHead(status, { 'content-type': type }).end(body);
  }

  private async answerTo(request: IncomingMessage): Promise<Answer> {
    const { method, url = '' } = request;
    const answer = method === 'GET' && Object.hasOwn(this.answers, url) ? this.answers[url] : undefined;
    if (!answer) throw notFound(`${method} ${url}`);
    return answer(request);
  }

  private async answerMetrics(request: IncomingMessage): Promise<Answer> {
    this.access.require(request);
    return { status: 200, type: this.metrics.contentType, body: await this.metrics.text() };
  }

  private problem(thrown: unknown): Answer {
    const problem = toProblem(toDomainError(thrown));
    if (problem.code === 'internal') this.logger.error({ err: thrown }, 'the operators got no answer');
    return { status: problem.status, type: 'application/problem+json', body: JSON.stringify(problem) };
  }
}
