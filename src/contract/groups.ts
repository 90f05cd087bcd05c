import { z } from 'zod';
import { Id, Timestamp } from './ids.js';
import { PageQuery, pageOf } from './page.js';
import { line, SearchText } from './text.js';
import { DisplayName, User, Username } from './users.js';

export const MAX_GROUPS = 1000;
export const MAX_GROUP_MEMBERS = 1000;

/** Taken once, by a user or by a group; `@here` and `@channel` are everybody's. */
const GroupName = Username.refine((name) => name !== 'here' && name !== 'channel', {
  message: 'must not be here or channel',
});
const Description = line(250);

/** Users whom a message mentions together, as `@name`. */
export const UserGroup = z
  .object({
    id: Id,
    name: z.string(),
    displayName: z.string(),
    description: z.string(),
    memberCount: z.int(),
    createdAt: Timestamp,
  })
  .meta({ id: 'UserGroup' });
export type UserGroup = z.infer<typeof UserGroup>;

export const CreateGroup = z
  .strictObject({ name: GroupName, displayName: DisplayName, description: Description.default('') })
  .meta({ id: 'CreateGroup' });
export type CreateGroup = z.infer<typeof CreateGroup>;

export const UpdateGroup = z
  .strictObject({
    name: GroupName.optional(),
    displayName: DisplayName.optional(),
    description: Description.optional(),
  })
  .meta({ id: 'UpdateGroup' });
export type UpdateGroup = z.infer<typeof UpdateGroup>;

/** `userId`: the groups that this user is in. */
export const GroupsQuery = PageQuery.extend({ query: SearchText, userId: Id.optional() });
export type GroupsQuery = z.infer<typeof GroupsQuery>;

export const UserGroupPage = pageOf(UserGroup).meta({ id: 'UserGroupPage' });
export type UserGroupPage = z.infer<typeof UserGroupPage>;

export const GroupMember = z.object({ user: User, addedAt: Timestamp }).meta({ id: 'GroupMember' });
export type GroupMember = z.infer<typeof GroupMember>;

export const GroupMemberPage = pageOf(GroupMember).meta({ id: 'GroupMemberPage' });
export type GroupMemberPage = z.infer<typeof GroupMemberPage>;
