import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { Me, UpdateMe, User, UserPage, UsersQuery } from '../contract/users.js';
import { CachedBy } from '../core/cache/cached.decorator.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { ME, USER, UsersService } from './users.service.js';

@ApiTags('users')
@ApiBearerAuth()
@ForGuests()
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get('me')
  @CachedBy(UsersService, {
    cache: ME,
    key: ({ caller }) => caller.userId,
    version: (users, { caller }) => users.profileVersion(caller.userId),
  })
  @ApiOperation({ summary: 'The caller' })
  @ApiOkResponse({ standardSchema: Me })
  me(@Caller() caller: Principal): Promise<Me> {
    return this.users.me(caller);
  }

  @Patch('me')
  @ApiOperation({ summary: "Change the caller's profile" })
  @ApiOkResponse({ standardSchema: Me })
  updateMe(@Caller() caller: Principal, @Body({ schema: UpdateMe }) input: UpdateMe): Promise<Me> {
    return this.users.updateMe(caller, input);
  }

  @Get()
  @ApiOperation({
    summary:
      'People of the organisation, by username or those of `ids`; to guests, those whom they share a channel with',
  })
  @ApiOkResponse({ standardSchema: UserPage })
  list(@Caller() caller: Principal, @Query({ schema: UsersQuery }) query: UsersQuery): Promise<UserPage> {
    return this.users.list(caller, query);
  }

  @Get(':id')
  @CachedBy(UsersService, {
    cache: USER,
    key: ({ id }) => id,
    version: (users, { caller, id }) => users.visibleVersion(caller, id),
  })
  @ApiOperation({ summary: 'One person' })
  @ApiOkResponse({ standardSchema: User })
  get(@Param('id', { schema: Id }) id: string): Promise<User> {
    return this.users.get(id);
  }
}
