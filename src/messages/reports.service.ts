import { Injectable } from '@nestjs/common';
import type { Job } from '../contract/jobs.js';
import type { StartActivityReport } from '../contract/reports.js';
import { forbidden } from '../core/errors/domain-error.js';
import { isServerAdmin, type Principal } from '../core/security/principal.js';
import { JobsService } from '../jobs/jobs.service.js';
import { activityReport } from './activity-report.kind.js';

/** Orders reports on what is said, without saying what. */
@Injectable()
export class ReportsService {
  constructor(private readonly jobs: JobsService) {}

  async startActivity(principal: Principal, input: StartActivityReport): Promise<Job> {
    if (!isServerAdmin(principal)) throw forbidden('Only owners and administrators may order reports');
    return this.jobs.start(principal, activityReport, input);
  }
}
