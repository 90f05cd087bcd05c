import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { AppConfig } from '../config/app-config.js';
import { unavailable } from '../errors/domain-error.js';
import { inTime } from '../in-time.js';
import { writerOptions } from './database.options.js';
import { openQuery } from './query-span.js';

/** A prepared statement with its rows as arrays, the cheapest form that pg has. */
export interface PreparedStatement {
  name: string;
  text: string;
}

/**
 * The one connection that a process writes messages through. It connects when needed and again after a failure.
 * One statement at a time: its only user batches what waits.
 */
@Injectable()
export class WriterConnection implements OnApplicationShutdown {
  private readonly logger = new Logger(WriterConnection.name);
  private client: pg.Client | null = null;

  constructor(private readonly config: AppConfig) {}

  /**
   * Rejects with `unavailable` when no answer came within `timeoutMs`; the statement may then have been carried out
   * or not. The connection is given up in that case, so that a late answer cannot be taken for another's.
   */
  run<Row extends unknown[]>(statement: PreparedStatement, values: unknown[], timeoutMs: number): Promise<Row[]> {
    const step = openQuery(statement, statement.name);
    return step
      ? step.carry(() => this.send<Row>(statement, values, timeoutMs))
      : this.send<Row>(statement, values, timeoutMs);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client?.end().catch(() => undefined);
  }

  private async send<Row extends unknown[]>(
    statement: PreparedStatement,
    values: unknown[],
    timeoutMs: number,
  ): Promise<Row[]> {
    const client = (this.client ??= await this.connect());
    const asked = client.query<Row>({ ...statement, values, rowMode: 'array' });
    const { rows } = await inTime(asked, timeoutMs, () => {
      this.drop(client);
      return unavailable(new Error('PostgreSQL did not answer in time'));
    });
    return rows;
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client(writerOptions(this.config.database.url));
    client.on('error', (error) => {
      this.logger.warn(`writer connection lost: ${error.message}`);
      this.drop(client);
    });
    client.on('end', () => this.drop(client));
    try {
      await client.connect();
    } catch (error) {
      this.drop(client);
      throw unavailable(error);
    }
    return client;
  }

  private drop(client: pg.Client): void {
    if (this.client === client) this.client = null;
    client.connection.stream.destroy();
  }
}
