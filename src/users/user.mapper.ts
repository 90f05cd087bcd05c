import type { ManagedUser } from '../contract/admin.js';
import type { Me, User } from '../contract/users.js';
import type { UserEntity } from './user.entity.js';

type Profile = Pick<UserEntity, 'id' | 'username' | 'displayName' | 'avatar' | 'role' | 'guest' | 'createdAt'>;

/** The row as the rest of the system sees it. Entities stay in this folder. */
export const toUser = ({ id, username, displayName, avatar, role, guest, createdAt }: Profile): User => ({
  id,
  username,
  displayName,
  avatarUrl: avatar === null ? null : `/api/v1/avatars/${avatar}`,
  role,
  guest,
  createdAt: createdAt.toISOString(),
});

type Own = Profile & Pick<UserEntity, 'email' | 'emailVerifiedAt' | 'locale' | 'timeZone' | 'readReceipts'>;

export const toMe = (user: Own): Me => ({
  ...toUser(user),
  email: user.email,
  emailVerified: user.emailVerifiedAt !== null,
  locale: user.locale,
  timeZone: user.timeZone,
  readReceipts: user.readReceipts,
});

export const toManagedUser = (
  user: Profile & Pick<UserEntity, 'email' | 'emailVerifiedAt' | 'disabledAt'>,
): ManagedUser => ({
  ...toUser(user),
  email: user.email,
  emailVerified: user.emailVerifiedAt !== null,
  disabledAt: user.disabledAt?.toISOString() ?? null,
});
