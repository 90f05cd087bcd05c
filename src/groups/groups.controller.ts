import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  CreateGroup,
  GroupMember,
  GroupMemberPage,
  GroupsQuery,
  UpdateGroup,
  UserGroup,
  UserGroupPage,
} from '../contract/groups.js';
import { Id } from '../contract/ids.js';
import { PageQuery } from '../contract/page.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { GroupsService } from './groups.service.js';

@ApiTags('groups')
@ApiBearerAuth()
@Controller('groups')
export class GroupsController {
  constructor(private readonly groups: GroupsService) {}

  @Post()
  @ApiOperation({ summary: 'Make a group of users; for owners and administrators' })
  @ApiCreatedResponse({ standardSchema: UserGroup })
  create(@Caller() caller: Principal, @Body({ schema: CreateGroup }) input: CreateGroup): Promise<UserGroup> {
    return this.groups.create(caller, input);
  }

  @Get()
  @ApiOperation({ summary: 'Groups, by name' })
  @ApiOkResponse({ standardSchema: UserGroupPage })
  list(@Query({ schema: GroupsQuery }) query: GroupsQuery): Promise<UserGroupPage> {
    return this.groups.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One group' })
  @ApiOkResponse({ standardSchema: UserGroup })
  get(@Param('id', { schema: Id }) id: string): Promise<UserGroup> {
    return this.groups.get(id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Rename or describe a group; for owners and administrators' })
  @ApiOkResponse({ standardSchema: UserGroup })
  update(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UpdateGroup }) input: UpdateGroup,
  ): Promise<UserGroup> {
    return this.groups.update(caller, id, input);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a group; for owners and administrators' })
  @ApiNoContentResponse()
  remove(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.groups.remove(caller, id);
  }

  @Get(':id/members')
  @ApiOperation({ summary: 'Who is in a group' })
  @ApiOkResponse({ standardSchema: GroupMemberPage })
  members(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<GroupMemberPage> {
    return this.groups.members(id, query);
  }

  @Put(':id/members/:userId')
  @ApiOperation({ summary: 'Bring somebody into a group; for owners and administrators' })
  @ApiOkResponse({ standardSchema: GroupMember })
  addMember(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Param('userId', { schema: Id }) userId: string,
  ): Promise<GroupMember> {
    return this.groups.addMember(caller, id, userId);
  }

  @Delete(':id/members/:userId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take somebody out of a group; for owners and administrators' })
  @ApiNoContentResponse()
  removeMember(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Param('userId', { schema: Id }) userId: string,
  ): Promise<void> {
    return this.groups.removeMember(caller, id, userId);
  }
}
