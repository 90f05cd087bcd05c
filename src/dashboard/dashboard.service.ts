import { Injectable } from '@nestjs/common';
import { AdministratorsService } from '../auth/administrators.service.js';
import type { Dashboard } from '../contract/dashboard.js';
import type { Principal } from '../core/security/principal.js';
import { AdministratorView } from './administrator-view.service.js';
import { MemberView } from './member-view.service.js';

/** What happens on the server, for whoever asks: administrators see all of it, members what is theirs. */
@Injectable()
export class DashboardService {
  constructor(
    private readonly administrators: AdministratorsService,
    private readonly all: AdministratorView,
    private readonly mine: MemberView,
  ) {}

  async now(caller: Principal): Promise<Dashboard> {
    return (await this.seesAll(caller)) ? this.all.now() : this.mine.now(caller.userId);
  }

  /** Whether the caller sees all of it. */
  seesAll(caller: Principal): Promise<boolean> {
    return this.administrators.includes(caller);
  }
}
