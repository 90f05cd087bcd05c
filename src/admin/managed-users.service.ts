import { Injectable } from '@nestjs/common';
import { AdministratorsService } from '../auth/administrators.service.js';
import { SessionsService } from '../auth/sessions.service.js';
import type { ManagedUser, ManagedUsersQuery, UpdateManagedUser } from '../contract/admin.js';
import type { Page } from '../contract/page.js';
import { AuditLog } from '../core/audit/audit-log.js';
import { conflict, forbidden } from '../core/errors/domain-error.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';

/** Accounts and what they may do, for owners and administrators. */
@Injectable()
export class ManagedUsersService {
  constructor(
    private readonly administrators: AdministratorsService,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditLog,
  ) {}

  async list(caller: Principal, query: ManagedUsersQuery): Promise<Page<ManagedUser>> {
    await this.administrators.require(caller);
    return this.users.listManaged(query);
  }

  /** The owner changes everybody else, administrators members alone. Who may do less than before, or nothing, is signed out. */
  async update(caller: Principal, id: string, input: UpdateManagedUser, ip: string | null): Promise<ManagedUser> {
    await this.administrators.require(caller);
    return this.unitOfWork.run(async (tx) => {
      const user = await this.users.lockManaged(tx.manager, id);
      // As of now: whoever had to wait for the user may be no administrator any more.
      const actor = await this.users.findActor(caller.userId, tx.manager);
      const above = actor?.role === 'owner' || (actor?.role === 'admin' && user.role === 'member');
      if (!above || user.role === 'owner' || id === caller.userId) {
        throw forbidden('Only the owner changes administrators, and nobody the owner or themselves');
      }
      if (user.guest && input.role === 'admin') throw conflict('role: a guest cannot be an administrator');
      const role = input.role ?? user.role;
      const disabled = input.disabled ?? user.disabledAt !== null;
      const detail = {
        ...(role !== user.role && { role }),
        ...(disabled !== (user.disabledAt !== null) && { disabled }),
      };
      if (Object.keys(detail).length === 0) return user;
      const changed = await this.users.setStanding(tx.manager, id, {
        role,
        ...(detail.disabled !== undefined && { disabledAt: disabled ? new Date() : null }),
      });
      await this.audit.record(tx.manager, { actorId: caller.userId, action: 'user.update', target: id, detail, ip });
      if (disabled || role === 'member') await this.sessions.endAll(tx, id);
      else await this.users.accessChanged(tx, [id]);
      return changed;
    });
  }
}
