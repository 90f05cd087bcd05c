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

/** How long a statement may take, and may wait for any one lock. Both end it in the server too. In milliseconds. */
export interface Patience {
  answerMs: number;
  lockMs: number;
}

/** The server gives a statement up before its process does: what is given up is not carried out later. */
const HEADSTART = 0.9;
const SET_PATIENCE = `SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false)`;

/**
 * The one connection that a process writes messages through. It connects when needed and again after a failure.
 * One statement at a time: its only user batches what waits.
 */
@Injectable()
export class WriterConnection implements OnApplicationShutdown {
  private readonly logger = new Logger(WriterConnection.name);
  private client: pg.Client | null = null;
  /** That which the server knows of. */
  private patience: Patience | null = null;

  constructor(private readonly config: AppConfig) {}

  /**
   * Rejects with `unavailable` when no answer came in time; the statement may then have been carried out or not. The
   * connection is given up in that case, so that a late answer cannot be taken for another's. `isLockTimeout` tells of a
   * lock that was not to be had.
   */
  run<Row extends unknown[]>(statement: PreparedStatement, values: unknown[], patience: Patience): Promise<Row[]> {
    const step = openQuery(statement, statement.name);
    return step
      ? step.carry(() => this.send<Row>(statement, values, patience))
      : this.send<Row>(statement, values, patience);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client?.end().catch(() => undefined);
  }

  private async send<Row extends unknown[]>(
    statement: PreparedStatement,
    values: unknown[],
    patience: Patience,
  ): Promise<Row[]> {
    const client = (this.client ??= await this.connect());
    const ask = () => client.query<Row>({ ...statement, values, rowMode: 'array' });
    const asked = this.patience === patience ? ask() : this.adopt(client, patience).then(ask);
    const { rows } = await inTime(asked, patience.answerMs, () => {
      this.drop(client);
      return unavailable(new Error('PostgreSQL did not answer in time'));
    });
    return rows;
  }

  private async adopt(client: pg.Client, patience: Patience): Promise<void> {
    const { answerMs, lockMs } = patience;
    await client.query(SET_PATIENCE, [Math.round(answerMs * HEADSTART), lockMs]);
    if (this.client === client) this.patience = patience;
  }

  private async connect(): Promise<pg.Client> {
    this.patience = null;
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
