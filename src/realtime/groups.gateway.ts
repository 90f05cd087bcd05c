import { Injectable } from '@nestjs/common';
import { GroupsService } from '../groups/groups.service.js';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** User groups, by the service that REST uses too. */
@Injectable()
export class GroupsGateway {
  constructor(private readonly groups: GroupsService) {}

  @OnRequest('group:create')
  create({ data }: ClientSocket, input: RequestInput<'group:create'>): Promise<RequestOutput<'group:create'>> {
    return this.groups.create(data.principal, input);
  }

  @OnRequest('group:update')
  update(
    { data }: ClientSocket,
    { groupId, ...change }: RequestInput<'group:update'>,
  ): Promise<RequestOutput<'group:update'>> {
    return this.groups.update(data.principal, groupId, change);
  }

  @OnRequest('group:delete')
  async delete(
    { data }: ClientSocket,
    { groupId }: RequestInput<'group:delete'>,
  ): Promise<RequestOutput<'group:delete'>> {
    await this.groups.remove(data.principal, groupId);
    return null;
  }

  @OnRequest('group:add')
  add({ data }: ClientSocket, { groupId, userId }: RequestInput<'group:add'>): Promise<RequestOutput<'group:add'>> {
    return this.groups.addMember(data.principal, groupId, userId);
  }

  @OnRequest('group:remove')
  async remove(
    { data }: ClientSocket,
    { groupId, userId }: RequestInput<'group:remove'>,
  ): Promise<RequestOutput<'group:remove'>> {
    await this.groups.removeMember(data.principal, groupId, userId);
    return null;
  }
}
