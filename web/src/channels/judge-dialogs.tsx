import i18next from 'i18next';
import { lazy } from '../core/lazy';
import type { User } from '../../../src/contract/users.js';
import { openDialog } from '../core/open-dialog';

const JudgeForm = lazy(async () => ({ default: (await import('./judge-form')).JudgeForm }));

type Target = Pick<User, 'id' | 'displayName'>;

const open = (channelId: string, target: Target, verdict: 'mute' | 'ban'): void =>
  openDialog(
    i18next.t(verdict === 'mute' ? 'judge.muteTitle' : 'judge.banTitle', { ns: 'running', name: target.displayName }),
    (close) => <JudgeForm channelId={channelId} target={target} verdict={verdict} onDone={close} />,
    'sm',
  );

export const openMute = (channelId: string, target: Target): void => open(channelId, target, 'mute');
export const openBan = (channelId: string, target: Target): void => open(channelId, target, 'ban');
