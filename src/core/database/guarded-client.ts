import pg from 'pg';
import { openQuery } from './query-span.js';

const READ_TIMEOUT = 'Query read timeout';

/**
 * A connection that ends itself when the server stops answering.
 *
 * pg reports a read time-out but keeps the connection, whose next queries then wait behind an answer that may never
 * come. Ended, it leaves the pool, and the next query gets a fresh one.
 */
export class GuardedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as (...args: unknown[]) => unknown;
    this.query = ((...args: unknown[]) => {
      const step = openQuery(args[0]);
      const callback = args.at(-1);
      if (typeof callback === 'function') {
        args[args.length - 1] = (error: unknown, result: unknown) => {
          if (error) step?.fail(error);
          else step?.end();
          this.endWhenHanging(error);
          (callback as (error: unknown, result: unknown) => void)(error, result);
        };
        return query(...args);
      }
      const answer = step ? step.carry(() => query(...args)) : query(...args);
      if (answer instanceof Promise) answer.catch((error: unknown) => this.endWhenHanging(error));
      return answer;
    }) as typeof this.query;
  }

  private endWhenHanging(error: unknown): void {
    if (error instanceof Error && error.message === READ_TIMEOUT) this.connection.stream.destroy();
  }
}
