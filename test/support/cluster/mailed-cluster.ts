import { afterAll, beforeAll, beforeEach } from 'vitest';
import { SmtpCatcher } from '../smtp-catcher.js';
import { Cluster } from './cluster.js';
import { DeliveryTrial } from './delivery-trial.js';
import { type News, Readership } from './readership.js';
import { type Reported, report } from './report.js';

/** Two workers send five mails each at a time. */
export const IN_FLIGHT = 10;

interface Parts {
  smtp: SmtpCatcher;
  cluster: Cluster;
  readership: Readership;
}

/** A cluster with two workers, its mail server, and readers who want e-mail at once. */
class MailedCluster {
  readonly #reports: Reported[] = [];
  #parts: Parts | null = null;

  get smtp(): SmtpCatcher {
    return this.#opened().smtp;
  }

  get cluster(): Cluster {
    return this.#opened().cluster;
  }

  get readership(): Readership {
    return this.#opened().readership;
  }

  trial(name: string, news: News): DeliveryTrial {
    return new DeliveryTrial(name, this.cluster, this.smtp, this.readership, news);
  }

  /** What is to be said of a trial that has ended. */
  async verdict(ending: Promise<Reported>): Promise<string> {
    const reported = await ending;
    this.#reports.push(reported);
    return reported.verdict;
  }

  async start(people: number): Promise<void> {
    const smtp = await SmtpCatcher.start();
    const cluster = await Cluster.start({
      workers: 2,
      env: { SMTP_URL: smtp.url, MAIL_RETRY_BASE_MS: '200', MAIL_CLAIM_TIMEOUT_MS: '6000' },
    });
    this.#parts = { smtp, cluster, readership: await Readership.settle(cluster, people) };
  }

  /** As it was before whatever a test did to it. */
  async mend(): Promise<void> {
    const { smtp, cluster } = this.#opened();
    smtp.answer = () => undefined;
    smtp.answerData = () => undefined;
    smtp.mails.length = 0;
    await cluster.mend();
  }

  async stop(file: string): Promise<void> {
    report(this.#reports, file);
    await this.#parts?.cluster.stop();
    await this.#parts?.smtp.stop();
  }

  #opened(): Parts {
    if (!this.#parts) throw new Error('nothing is started yet');
    return this.#parts;
  }
}

/** One for the tests of a file, whose figures are reported under its name. */
export function useMailedCluster({ people, file }: { people: number; file: string }): MailedCluster {
  const mailed = new MailedCluster();
  beforeAll(() => mailed.start(people));
  beforeEach(() => mailed.mend());
  afterAll(() => mailed.stop(file));
  return mailed;
}
