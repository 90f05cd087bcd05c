import { z } from 'zod';
import { ChannelNotifications, SetMember, UpdateChannel } from './channels.js';
import { UpdateGroup } from './groups.js';
import { Id } from './ids.js';
import { CreateInvite, InviteToken } from './invites.js';
import { BanMember, MuteMember, ResolveReport } from './moderation.js';

/** What REST says by the path of a call, a socket's request says by fields of these names. */
export const ChannelRef = z.strictObject({ channelId: Id }).meta({ id: 'ChannelRef' });
export const MemberRef = ChannelRef.extend({ userId: Id }).meta({ id: 'MemberRef' });

export const ChangeChannel = UpdateChannel.extend({ channelId: Id }).meta({ id: 'ChangeChannel' });
export const ChooseNotifications = ChannelNotifications.extend({ channelId: Id }).meta({ id: 'ChooseNotifications' });
export const PutMember = SetMember.extend({ channelId: Id, userId: Id }).meta({ id: 'PutMember' });
export const PutBan = BanMember.extend({ channelId: Id, userId: Id }).meta({ id: 'PutBan' });
export const PutMute = MuteMember.safeExtend({ channelId: Id, userId: Id }).meta({ id: 'PutMute' });
export const MakeInvite = CreateInvite.safeExtend({ channelId: Id }).meta({ id: 'MakeInvite' });
export const InviteRef = ChannelRef.extend({ inviteId: Id }).meta({ id: 'InviteRef' });
export const AcceptInvite = z.strictObject({ token: InviteToken }).meta({ id: 'AcceptInvite' });
export const CloseReport = ResolveReport.safeExtend({ reportId: Id }).meta({ id: 'CloseReport' });
export const GroupRef = z.strictObject({ groupId: Id }).meta({ id: 'GroupRef' });
export const ChangeGroup = UpdateGroup.extend({ groupId: Id }).meta({ id: 'ChangeGroup' });
export const GroupMemberRef = GroupRef.extend({ userId: Id }).meta({ id: 'GroupMemberRef' });
