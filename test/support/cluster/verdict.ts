/** What a chat server may never do. */
export const rules = {
  lost: 'an acknowledged message is not in the history',
  altered: 'a message is not what was sent or acknowledged',
  doubled: 'one send, or one message, stands in a log twice',
  mislabelled: 'an ack says `duplicate` of a first send, or does not say it of a repeated one',
  swapped: 'an order contradicts `rev`, or two readers disagree about a place',
  gap: '`seq` or `rev` is not dense',
  undelivered: 'a member who stayed or synced lacks a message',
  phantom: 'a client was shown a message that the history does not have',
  leak: 'a message reached somebody who was not a member',
  storedRefusal: 'a send that was refused for good is in the history',
  ackedBeforeStored: 'an ack came before the message was in the database',
  unsettled: 'a send got neither an ack nor a refusal, however often it was tried',
  hung: 'a request got no answer though its connection stayed up',
  drift: 'a count that the server keeps differs from a recount',
  protocol: 'an answer or event that the protocol has no place for',
} as const;
export type Rule = keyof typeof rules;

export interface Violation {
  rule: Rule;
  detail: string;
}

const SHOWN_PER_RULE = 5;

/** Collects what was broken; it holds no logic of its own. */
export class Verdict {
  readonly violations: Violation[] = [];

  add(rule: Rule, detail: string): void {
    this.violations.push({ rule, detail });
  }

  get clean(): boolean {
    return this.violations.length === 0;
  }

  get broken(): Rule[] {
    return [...new Set(this.violations.map(({ rule }) => rule))].toSorted();
  }

  count(rule: Rule): number {
    return this.violations.filter((violation) => violation.rule === rule).length;
  }

  /** One paragraph a broken rule: what it means, how often, and the first cases. */
  explain(): string {
    if (this.clean) return 'clean';
    return this.broken
      .map((rule) => {
        const cases = this.violations.filter((violation) => violation.rule === rule).map(({ detail }) => detail);
        const rest = cases.length > SHOWN_PER_RULE ? [`and ${cases.length - SHOWN_PER_RULE} more`] : [];
        return [`${rule} ×${cases.length}: ${rules[rule]}`, ...cases.slice(0, SHOWN_PER_RULE), ...rest].join('\n    ');
      })
      .join('\n');
  }
}
