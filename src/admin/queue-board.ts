import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { AppViewRoute } from '@bull-board/api/typings/app';
import { ExpressAdapter } from '@bull-board/express';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { AuditLog } from '../core/audit/audit-log.js';
import { unavailable } from '../core/errors/domain-error.js';
import { MainRedis } from '../core/redis/redis-roles.js';
import { OperatedQueues } from './operated-queues.js';

export const BOARD_PATH = '/admin/queues';

/** The page asks a foreign server for its fonts: it goes without, and its visitors stay unknown there. */
const FOREIGN_FONTS = /<link href="https:[^>]*>/g;

class OwnPage extends ExpressAdapter {
  override setEntryRoute(entry: AppViewRoute): this {
    this.app[entry.method](entry.route, (_request: Request, response: Response, next: NextFunction) => {
      const { name, params } = entry.handler({ basePath: this.basePath, uiConfig: this.uiConfig });
      response.render(name, params, (error: Error | null, html?: string) => {
        if (error) next(error);
        else response.send(html?.replace(FOREIGN_FONTS, ''));
      });
    });
    return this;
  }
}

/** Bull Board over every queue. Whoever gets here has passed the `AdminDoor`. */
@Injectable()
export class QueueBoard {
  private readonly board: RequestHandler;

  constructor(
    queues: OperatedQueues,
    private readonly redis: MainRedis,
    private readonly audit: AuditLog,
  ) {
    const page = new OwnPage();
    page.setBasePath(BOARD_PATH);
    createBullBoard({
      queues: queues.all.map((queue) => new BullMQAdapter(queue)),
      serverAdapter: page,
      options: {
        uiConfig: {
          boardTitle: 'Tertulia',
          miscLinks: [
            { text: 'Start page', url: '/' },
            { text: 'Sign out', url: '/admin/logout' },
          ],
        },
      },
    });
    this.board = page.getRouter() as RequestHandler;
  }

  readonly handle: RequestHandler = (request, response, next) => {
    this.prepare(request).then(() => this.board(request, response, next), next);
  };

  /** Bull Board itself would wait for Redis command by command, and then say no more than that it failed. */
  private async prepare(request: Request): Promise<void> {
    if (request.path.startsWith('/static/')) return;
    await this.redis.ping().catch((error: unknown) => {
      throw unavailable(error);
    });
    if (request.method === 'GET' || request.method === 'HEAD') return;
    await this.audit.recordAhead({
      actorId: request.user?.userId ?? null,
      action: 'queues.change',
      target: /^\/api\/queues\/([^/]+)\//.exec(request.path)?.[1] ?? 'all',
      detail: { method: request.method, path: request.path },
      ip: request.ip ?? null,
    });
  }
}
