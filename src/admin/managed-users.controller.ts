import { Body, Controller, Get, Ip, Param, Patch, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ManagedUser, ManagedUserPage, ManagedUsersQuery, UpdateManagedUser } from '../contract/admin.js';
import { Id } from '../contract/ids.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { ManagedUsersService } from './managed-users.service.js';

@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin/users')
export class ManagedUsersController {
  constructor(private readonly users: ManagedUsersService) {}

  @Get()
  @ApiOperation({ summary: 'Accounts, by username, also those that are disabled; for owners and administrators' })
  @ApiOkResponse({ standardSchema: ManagedUserPage })
  list(
    @Caller() caller: Principal,
    @Query({ schema: ManagedUsersQuery }) query: ManagedUsersQuery,
  ): Promise<ManagedUserPage> {
    return this.users.list(caller, query);
  }

  @Patch(':id')
  @ApiOperation({
    summary: "Set somebody's role in the server, disable or enable their account; for owners and administrators",
  })
  @ApiOkResponse({ standardSchema: ManagedUser })
  update(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UpdateManagedUser }) input: UpdateManagedUser,
    @Ip() ip: string,
  ): Promise<ManagedUser> {
    return this.users.update(caller, id, input, ip);
  }
}
