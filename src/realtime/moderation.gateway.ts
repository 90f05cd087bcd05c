import { Injectable } from '@nestjs/common';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { DeletionsService } from '../messages/deletions.service.js';
import { MessageReports } from '../messages/message-reports.service.js';
import { ReportResolution } from '../messages/report-resolution.service.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** What sockets ask about messages that should not stay, by the services that REST uses too. */
@Injectable()
export class ModerationGateway {
  constructor(
    private readonly deletions: DeletionsService,
    private readonly reports: MessageReports,
    private readonly resolution: ReportResolution,
  ) {}

  @ForGuests()
  @OnRequest('message:delete')
  delete({ data }: ClientSocket, input: RequestInput<'message:delete'>): Promise<RequestOutput<'message:delete'>> {
    return this.deletions.delete(data.principal, input);
  }

  @ForGuests()
  @OnRequest('message:report')
  report({ data }: ClientSocket, input: RequestInput<'message:report'>): Promise<RequestOutput<'message:report'>> {
    return this.reports.report(data.principal, input);
  }

  @OnRequest('report:resolve')
  resolve(
    { data }: ClientSocket,
    { reportId, ...outcome }: RequestInput<'report:resolve'>,
  ): Promise<RequestOutput<'report:resolve'>> {
    return this.resolution.resolve(data.principal, reportId, outcome);
  }
}
