import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UnitOfWork } from '../../src/core/outbox/unit-of-work.js';
import { Server } from '../support/app.js';
import { secondConnections } from '../support/second-connections.js';

let server: Server;
let database: DataSource;
let unitOfWork: UnitOfWork;

@Module({})
class ProbeModule {
  constructor(dataSource: DataSource, work: UnitOfWork) {
    [database, unitOfWork] = [dataSource, work];
  }
}

beforeAll(async () => {
  server = await Server.start({ modules: [ProbeModule] });
});
afterAll(() => server.stop());

it('a transaction that reads through another connection is found, and no other', async () => {
  secondConnections();
  await unitOfWork.run(({ manager }) => manager.query('SELECT 1'));
  await database.query('SELECT 1');
  expect(secondConnections()).toEqual([]);
  await unitOfWork.run(() => database.query('SELECT 1'));
  expect(secondConnections()).toEqual([expect.stringContaining('UnitOfWork.run')]);
});
