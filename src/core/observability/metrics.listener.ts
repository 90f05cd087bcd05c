import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { errorStatus } from '../../contract/errors.js';
import { AppConfig, ConfigurationError } from '../config/app-config.js';
import { toDomainError, toProblem } from '../errors/error-body.js';
import { Metrics } from './metrics.js';
import { MetricsAccess } from './metrics-access.js';

/** `GET /metrics` of a process that has no web server: on `WORKER_METRICS_PORT`, and nowhere where that is not given. */
@Injectable()
export class MetricsListener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MetricsListener.name);
  private server: Server | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly access: MetricsAccess,
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
    try {
      if (request.method !== 'GET' || request.url !== '/metrics') {
        response.writeHead(errorStatus.not_found).end();
        return;
      }
      this.access.require(request);
      const text = await this.metrics.text();
      response.writeHead(200, { 'content-type': this.metrics.contentType }).end(text);
    } catch (thrown) {
      const problem = toProblem(toDomainError(thrown));
      if (problem.code === 'internal') this.logger.error({ err: thrown }, 'the metrics were not answered');
      response.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
    }
  }
}
