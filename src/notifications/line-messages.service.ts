import { Injectable } from '@nestjs/common';
import type { Message } from '../contract/messages.js';
import { MessageReader, type WrittenMessage } from '../messages/message-reader.service.js';
import { latestActors } from './latest-actors.js';
import { messagesOf } from './message-key.js';
import { NotificationEntity } from './notification.entity.js';
import { NotificationHistory } from './notification-history.service.js';
import { kinds } from './notification-kinds.js';

/** Lines, and the newest message of each by its id. */
export interface LinesOfMessages {
  rows: NotificationEntity[];
  messages: Map<string, Message>;
}

/** Which messages lines are about, as things are now. */
@Injectable()
export class LineMessages {
  constructor(
    private readonly history: NotificationHistory,
    private readonly messages: MessageReader,
  ) {}

  /** Where the newest of a line's messages was deleted, the line is about those that are left, if there are any. */
  async find(rows: NotificationEntity[]): Promise<LinesOfMessages> {
    const messages = await this.messages.byIds([...new Set(rows.flatMap(({ messageId }) => messageId ?? []))]);
    const bereft = rows.filter(({ kind, count, messageId }) => {
      const newest = messageId === null ? undefined : messages.get(messageId);
      return newest?.deletedAt && count > 1 && kinds[kind]?.grouped === true;
    });
    if (bereft.length === 0) return { rows, messages };
    const left = await this.left(bereft.map(({ id }) => id));
    const newest = await this.messages.byIds([...left.values()].flatMap(([first]) => first?.id ?? []));
    return { rows: rows.map((row) => without(row, left.get(row.id))), messages: new Map([...messages, ...newest]) };
  }

  /** By line, the newest first. */
  private async left(lineIds: string[]): Promise<Map<string, WrittenMessage[]>> {
    const keys = await this.history.eventKeysOf(lineIds);
    const told = new Map([...keys].map(([lineId, mine]) => [lineId, messagesOf(mine)]));
    const undeleted = await this.messages.undeleted([...new Set([...told.values()].flat())]);
    return new Map(
      [...told].map(([lineId, ids]) => [
        lineId,
        ids.flatMap((id) => undeleted.get(id) ?? []).toSorted((a, b) => b.seq - a.seq),
      ]),
    );
  }
}

/** The line as it would be if nothing but these had been told. */
function without(row: NotificationEntity, left: WrittenMessage[] = []): NotificationEntity {
  const [newest] = left;
  if (!newest) return row;
  const actorIds = latestActors(left.map(({ authorId }) => authorId));
  const shown = { messageId: newest.id, messageSeq: newest.seq, actorIds, count: left.length };
  return Object.assign(new NotificationEntity(), row, shown);
}
