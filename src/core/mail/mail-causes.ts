import { Injectable, Logger } from '@nestjs/common';

type Finder = (reference: string) => Promise<string[]>;

/** The messages that mails tell of, as far as the features that sent them know: their traces go on with the mail. */
@Injectable()
export class MailCauses {
  private readonly logger = new Logger(MailCauses.name);
  private readonly finders = new Map<string, Finder>();

  on(purpose: string, find: Finder): void {
    this.finders.set(purpose, find);
  }

  /** Never rejects: no mail waits for its trace. */
  async of({ purpose, reference }: { purpose: string; reference: string | null }): Promise<string[]> {
    if (reference === null) return [];
    try {
      return (await this.finders.get(purpose)?.(reference)) ?? [];
    } catch (error) {
      this.logger.debug({ err: error }, 'the causes of a mail were not found');
      return [];
    }
  }
}
