import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Job } from '../../src/contract/jobs.js';
import { UserPage } from '../../src/contract/users.js';
import { Server } from '../support/app.js';
import { answeredOtherwise, PASSWORD, Person } from '../support/factories.js';
import { done, order, overJob } from '../support/jobs.js';
import { call, problemOf, succeeded } from '../support/rest.js';

const Result = z.object({
  created: z.int(),
  failed: z.int(),
  errors: z.array(z.object({ row: z.int(), field: z.string(), message: z.string() })),
});
const HEADER = 'email,username,displayName,role';

let server: Server;
let owner: Person;
let imports = 0;

beforeAll(async () => {
  server = await Server.start({ worker: true });
  owner = await Person.register(server);
});
afterAll(() => server.stop());

const upload = (person: Person, raw: string) =>
  call(server, 'POST', '/users/imports', { token: person.accessToken, raw, headers: { 'content-type': 'text/csv' } });
const resultOf = (job: Job) => Result.parse(job.result);
const imported = async (...rows: string[]) =>
  resultOf(await done(owner, '/users/imports', { csv: [HEADER, ...rows].join('\n') }));
const find = async (name: string) => (await owner.get(UserPage, `/users?query=${name}`)).items;
/** A name that no other test takes. */
const fresh = () => `imported${++imports}`;

describe('an import', () => {
  it('makes the accounts of the good rows and names what is wrong with the others', async () => {
    const [ana, bruno, carla] = [fresh(), fresh(), fresh()];
    const result = await imported(
      `${ana}@example.com,${ana},"Ana, the first",admin`,
      `nonsense,${bruno},Bruno,member`,
      `${bruno}@example.com,Not A Username,,king`,
      `${carla}@example.com,${carla},Carla,`,
    );
    expect(result).toMatchObject({ created: 2, failed: 2 });
    expect(result.errors.map(({ row, field }) => [row, field])).toEqual([
      [3, 'email'],
      [4, 'username'],
      [4, 'displayName'],
      [4, 'role'],
    ]);
    expect(result.errors[0]?.message).toBe('must be an e-mail address');
    expect(await find(ana)).toMatchObject([{ username: ana, displayName: 'Ana, the first', role: 'admin' }]);
    expect(await find(carla)).toMatchObject([{ username: carla, role: 'member' }]);
    expect(await find(bruno)).toEqual([]);
  });

  it('does not touch accounts that are there, nor make one twice', async () => {
    const name = fresh();
    const result = await imported(
      `${owner.username}@example.com,${name},Somebody,`,
      `${name}@example.com,${owner.username},Somebody,`,
      `${name}@example.com,${name},Somebody,`,
      `${name.toUpperCase()}@EXAMPLE.com,${name}2,Somebody,`,
    );
    expect(result).toMatchObject({ created: 1, failed: 3 });
    expect(result.errors.map(({ row, field }) => [row, field])).toEqual([
      [2, 'email'],
      [3, 'username'],
      [5, 'email'],
    ]);
  });

  it('makes accounts that nobody can sign in to before they have chosen a password', async () => {
    const name = fresh();
    await imported(`${name}@example.com,${name},Somebody,`);
    for (const password of [PASSWORD, '', name]) {
      const answer = await call(server, 'POST', '/auth/login', { body: { login: name, password } });
      expect([400, 401]).toContain(answer.status);
    }
  });

  it('takes CSV as it comes out of a spreadsheet', async () => {
    const name = fresh();
    const csv = `\uFEFFDISPLAYNAME,Username,Email,Department\r\n  José  ,${name},${name}@example.com,Sales\r\n\r\n`;
    const { id } = succeeded(Job, await upload(owner, csv));
    expect(resultOf(await overJob(owner, id))).toEqual({ created: 1, failed: 0, errors: [] });
    expect(await find(name)).toMatchObject([{ displayName: 'José' }]);
  });

  it('takes files that are larger than other bodies may be', async () => {
    const name = fresh();
    const rows = Array.from({ length: 2000 }, (_, i) => `bad ${'x'.repeat(60)} ${i},${name}${i},Somebody,`);
    const { id } = succeeded(Job, await upload(owner, [HEADER, ...rows].join('\n')));
    const result = resultOf(await overJob(owner, id));
    expect(result).toMatchObject({ created: 0, failed: 2000 });
    expect(result.errors).toHaveLength(1000);
  });

  it('of more than 10 MiB is refused', async () => {
    const answer = await upload(owner, `${HEADER}\n${'x'.repeat(11 * 1024 * 1024)}`);
    expect(problemOf(answer)).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it.each([
    ['email,username\na@example.com,a\n', /no column displayName/],
    [`${HEADER}\n"never closed,a,b,c`, /no CSV/i],
  ])('of a file that is no list of accounts fails and says why', async (csv, why) => {
    const { id } = await order(owner, '/users/imports', { csv });
    const job = await overJob(owner, id);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'validation_failed' } });
    expect(job.error?.message).toMatch(why);
  });

  it('that runs twice makes each account once, and tells the same', async () => {
    const name = fresh();
    await server.stopWorkers();
    const { id } = await order(owner, '/users/imports', {
      csv: `${HEADER}\n${name}@example.com,${name},Somebody,\nnonsense,x,x,\n`,
    });
    await server.addWorker();
    const first = resultOf(await overJob(owner, id));
    // As if its worker had died just before it could write the result.
    await server.db.query(
      `UPDATE jobs SET state = 'running', claim = gen_random_uuid(), touched_at = now() - interval '1 minute' WHERE id = $1`,
      [id],
    );
    const second = resultOf(await overJob(owner, id));
    expect(second).toEqual(first);
    expect(first).toMatchObject({ created: 1, failed: 1 });
    expect(await find(name)).toHaveLength(1);
  });
});

it('members import nobody', async () => {
  const member = await Person.register(server);
  expect(await answeredOtherwise(member, [['POST', '/users/imports', { csv: HEADER }]], 'forbidden')).toEqual([]);
  expect(problemOf(await upload(member, HEADER)).code).toBe('forbidden');
});
