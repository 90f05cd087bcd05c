import type { Mentions, Message } from '../contract/messages.js';
import type { LogRun } from '../core/broadcast/log.topic.js';
import { eventPacket, textFrame } from '../core/broadcast/socket-frame.js';

/** A message with its JSON, which the frame of the channel and the ack of its sender share. */
export interface EncodedMessage {
  message: Message;
  json: string;
}

/** The frame of `channel:changes` for one run: encoded once, sent to everyone, on every instance. */
export function encodeRun(channelId: string, since: number, rev: number, changes: string[]): Buffer {
  const json = `{"channelId":"${channelId}","since":${since},"rev":${rev},"changes":[${changes.join(',')}]}`;
  return textFrame(eventPacket('channel:changes', json));
}

export function encodeChange(rev: number, kind: string, messageJson: string, mentionsBefore?: Mentions): string {
  const before = mentionsBefore ? `,"mentionsBefore":${JSON.stringify(mentionsBefore)}` : '';
  return `{"rev":${rev},"kind":"${kind}","message":${messageJson}${before}}`;
}

/** Runs longer than this are cut, so that no frame grows past what a client can take at once. */
const MAX_CHANGES = 200;

/** New messages of one channel, in `seq` order and without gaps, as runs with their frames. */
export function runsOf(
  created: EncodedMessage[],
  membersVersion: number,
  stamps: LogRun['stamps'],
): { runs: LogRun[]; frames: Buffer[] } {
  const runs: LogRun[] = [];
  const frames: Buffer[] = [];
  for (let start = 0; start < created.length; start += MAX_CHANGES) {
    const part = created.slice(start, start + MAX_CHANGES);
    const [first, last] = [part[0], part.at(-1)];
    if (!first || !last) break;
    const { channelId, rev, seq } = last.message;
    const since = first.message.rev - 1;
    const changes = part.map(({ message, json }) => encodeChange(message.rev, 'created', json));
    const frame = encodeRun(channelId, since, rev, changes);
    runs.push({ channelId, since, rev, seq, membersVersion, bytes: frame.length, stamps });
    frames.push(frame);
  }
  return { runs, frames };
}
