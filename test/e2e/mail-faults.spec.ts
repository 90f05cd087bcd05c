import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { aMail, anAddress, MailRig, unknownTemplate } from '../support/mail-rig.js';
import { never, SmtpCatcher } from '../support/smtp-catcher.js';

let smtp: SmtpCatcher;
let server: Server;
let rig: MailRig;

beforeAll(async () => {
  smtp = await SmtpCatcher.start();
  // A server is silent for half of the time of a claim before it is given up: more than a busy machine stands still.
  const env = { SMTP_URL: smtp.url, MAIL_RETRY_BASE_MS: '1', MAIL_CLAIM_TIMEOUT_MS: '20000' };
  server = await Server.start({ env });
  rig = new MailRig(server, await server.addWorker());
});
beforeEach(() => {
  smtp.answer = () => undefined;
  smtp.answerData = () => undefined;
});
afterAll(async () => {
  await server.stop();
  await smtp.stop();
});

const statesOf = (id: string) => rig.outcomesOf(id).map(({ state }) => state);

/** As a worker that was killed in the middle leaves it. */
const leftSending = async (address: string, losses = 0) => {
  const id = crypto.randomUUID();
  await server.db.query(
    `INSERT INTO mails (id, purpose, to_address, to_name, locale, template, data, state, attempts, losses, claimed_at, due_at)
     VALUES ($1, 'test', $2, '', 'en', 'auth.verify', '{"token":"t","days":7}', 'sending', $3, $4,
       now() - interval '2 minutes', now() - interval '1 minute')`,
    [id, address, losses + 1, losses],
  );
  return id;
};

describe('a server that says 4xx', () => {
  it('is asked again, with the same Message-ID, and each attempt is told', async () => {
    const address = anAddress();
    const left = [
      { code: 451, message: '4.3.0 try later' },
      { code: 450, message: '4.2.0 greylisted' },
    ];
    smtp.answer = (recipient) => (recipient === address ? left.shift() : undefined);
    const id = await rig.enqueue(address);
    const mail = await smtp.mailTo(address);
    expect(mail.messageId).toBe(`<${id}@localhost>`);
    expect(await rig.settled(id, 'sent')).toMatchObject({ attempts: 3, data: {} });
    expect(rig.outcomesOf(id).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['queued', 1],
      ['queued', 2],
      ['sent', 3],
    ]);
    expect(rig.outcomesOf(id)[0]?.answer).toBe('451 4.3.0 try later');
  });

  it('for a day is not asked any more', async () => {
    const address = anAddress();
    smtp.answer = () => ({ code: 451, message: '4.3.0 not today' });
    const id = await rig.enqueue(address);
    await until('an attempt', async () => (await rig.row(id)).attempts > 0, 30_000);
    await server.db.query(`UPDATE mails SET created_at = now() - interval '1 day' WHERE id = $1`, [id]);
    const { answer } = await rig.settled(id, 'failed');
    expect(answer).toBe('given up: 451 4.3.0 not today');
    expect(statesOf(id).at(-1)).toBe('failed');
  });
});

describe('a server that says 5xx', () => {
  it('is not asked again, and the address stays good where it was not about the address', async () => {
    const address = anAddress();
    const left = [{ code: 554, message: '5.7.1 looks like spam' }];
    smtp.answerData = () => left.shift();
    const id = await rig.enqueue(address);
    expect(await rig.settled(id, 'failed')).toMatchObject({
      attempts: 1,
      answer: '554 5.7.1 looks like spam',
      data: {},
    });
    await rig.enqueue(address);
    await smtp.mailTo(address);
    expect(smtp.asked.filter((asked) => asked === address)).toHaveLength(2);
  });

  it('because there is nobody is asked for that address nevermore', async () => {
    const address = 'Nobody.Here@example.com';
    smtp.answer = (recipient) =>
      recipient === address ? { code: 550, message: '5.1.1 no such user here' } : undefined;
    const first = await rig.enqueue(address);
    expect(await rig.settled(first, 'failed')).toMatchObject({ attempts: 1, answer: '550 5.1.1 no such user here' });
    const second = await rig.enqueue(address.toLowerCase());
    const { answer } = await rig.settled(second, 'suppressed');
    expect(answer).toContain('550 5.1.1 no such user here');
    expect(statesOf(second)).toEqual(['suppressed']);
    expect(smtp.asked.filter((asked) => asked.toLowerCase() === address.toLowerCase())).toHaveLength(1);
    await server.db.query('DELETE FROM mail_suppressions WHERE address = $1', [address.toLowerCase()]);
    smtp.answer = () => undefined;
    await rig.enqueue(address);
    await smtp.mailTo(address);
  });
});

describe('a server that is away', () => {
  it('gets everything once it is back, each mail once', async () => {
    const addresses = Array.from({ length: 20 }, () => anAddress('down'));
    await smtp.stop();
    const ids = await rig.unitOfWork.run((tx) => rig.mails.enqueueAll(tx, addresses.map(aMail)));
    const untried = 'SELECT id FROM mails WHERE id = ANY($1) AND attempts = 0';
    await until('an attempt for each', async () => (await server.db.query(untried, [ids])).rowCount === 0, 30_000);
    await smtp.listen();
    for (const id of ids) await rig.settled(id, 'sent');
    for (const address of addresses) expect(smtp.to(address)).toHaveLength(1);
  });

  it('or does not answer is given up in time, and the others go on', async () => {
    const stuck = anAddress('stuck');
    let hanging = true;
    smtp.answer = (recipient) => (recipient === stuck && hanging ? never() : undefined);
    const id = await rig.enqueue(stuck);
    await until('asked', () => smtp.asked.includes(stuck), 30_000);
    const other = anAddress();
    await rig.enqueue(other);
    await smtp.mailTo(other);
    await until('given up', async () => (await rig.row(id)).answer !== null, 30_000);
    expect(await rig.row(id)).toMatchObject({ losses: 0 });
    hanging = false;
    await smtp.mailTo(stuck);
    expect(smtp.to(stuck)).toHaveLength(1);
  });
});

describe('a mail whose worker was killed', () => {
  it('while it was sent is sent once more, with the same Message-ID', async () => {
    const address = anAddress();
    const id = await leftSending(address);
    const mail = await smtp.mailTo(address);
    expect(mail.messageId).toBe(`<${id}@localhost>`);
    expect(await rig.settled(id, 'sent')).toMatchObject({ attempts: 2, losses: 1 });
    expect(smtp.to(address)).toHaveLength(1);
    expect(statesOf(id)).toEqual(['queued', 'sent']);
  });

  it('by it, time and again, kills no more of them', async () => {
    const address = anAddress();
    const id = await leftSending(address, 2);
    expect((await rig.settled(id, 'failed')).answer).toContain('3 of 3 times');
    expect(smtp.to(address)).toEqual([]);
    expect(statesOf(id)).toEqual(['failed']);
  });

  it('is not taken from a worker that is still at it', async () => {
    const address = anAddress();
    const { promise: held, resolve: release } = Promise.withResolvers<null>();
    smtp.answerData = (recipient) => (recipient === address ? held : undefined);
    const id = await rig.enqueue(address);
    await until('asked', () => smtp.asked.includes(address), 30_000);
    for (const other of [anAddress(), anAddress()]) {
      await rig.enqueue(other);
      await smtp.mailTo(other);
    }
    expect(await rig.row(id)).toMatchObject({ state: 'sending', attempts: 1 });
    release(null);
    expect(await rig.settled(id, 'sent')).toMatchObject({ attempts: 1, losses: 0 });
  });
});

describe('an outcome that its listener could not note', () => {
  it('is none: the mail is sent again under its old Message-ID, until both agree', async () => {
    const address = anAddress();
    const id = crypto.randomUUID();
    let failures = 1;
    rig.listener = async (tx, outcome) => {
      if (outcome.state !== 'sent' || outcome.reference !== id) return;
      await tx.manager.query(`INSERT INTO mail_suppressions (address, reason) VALUES ($1, 'noted')`, [address]);
      if (failures-- > 0) throw new Error('not noted');
    };
    const mailId = await rig.enqueue(address, { reference: id });
    await until('it could not be noted', () => failures <= 0, 30_000);
    // The time of the claim is over; until the failed transaction has ended its row is held.
    await server.db.query(`UPDATE mails SET due_at = now() WHERE id = $1 AND state = 'sending'`, [mailId]);
    await smtp.mailTo(address, 2);
    expect(await rig.settled(mailId, 'sent')).toMatchObject({ attempts: 2, losses: 1 });
    expect(smtp.to(address).map(({ messageId }) => messageId)).toEqual(Array(2).fill(`<${mailId}@localhost>`));
    const { rowCount } = await server.db.query('SELECT address FROM mail_suppressions WHERE address = $1', [address]);
    expect(rowCount).toBe(1);
    rig.listener = () => undefined;
  });
});

describe('jobs', () => {
  let apart: Server;

  beforeAll(async () => {
    apart = await Server.start({ env: { SMTP_URL: smtp.url } });
  });
  afterAll(() => apart.stop());

  it('carry no secrets, and are made anew from the rows where Redis lost them', async () => {
    const addresses = Array.from({ length: 5 }, () => anAddress('emptied'));
    for (const email of addresses) await Person.register(apart, { email });
    const { rows } = await apart.db.query<{ id: string; token: string }>(
      `SELECT id, data->>'token' AS token FROM mails`,
    );
    let redis = '';
    const queued = async () => {
      redis = await apart.everythingInRedis();
      return rows.every(({ id }) => redis.includes(id));
    };
    await until('the jobs', queued, 30_000);
    for (const { token } of rows) expect(redis).not.toContain(token);
    await apart.emptyRedis();
    await apart.addWorker();
    for (const address of addresses) await smtp.mailTo(address);
    for (const address of addresses) expect(smtp.to(address)).toHaveLength(1);
  });
});

describe('a mail that cannot be rendered', () => {
  it('fails with its reason, and those behind it go on', async () => {
    const id = crypto.randomUUID();
    await server.db.query(
      `INSERT INTO mails (id, purpose, to_address, to_name, locale, template, data)
       VALUES ($1, 'test', 'x@example.com', '', 'en', 'auth.verify', '{"days":7}')`,
      [id],
    );
    const behind = anAddress();
    await rig.enqueue(behind);
    await smtp.mailTo(behind);
    const row = await rig.settled(id, 'failed');
    expect(row).toMatchObject({ attempts: 1, answer: expect.stringMatching(/^cannot be rendered: .*token/s) });
    expect(statesOf(id)).toEqual(['failed']);
  });

  it('because this worker is too old for it waits for a newer one', async () => {
    const id = await rig.enqueue(anAddress(), { template: unknownTemplate, data: {} });
    await until('an answer', async () => (await rig.row(id)).answer !== null, 30_000);
    expect((await rig.row(id)).answer).toContain('no template test.unknown');
    expect(['queued', 'sending']).toContain((await rig.row(id)).state);
    await rig.unitOfWork.run((tx) => tx.manager.query('DELETE FROM mails WHERE id = $1', [id]));
  });
});

describe('a mail whose reason went away', () => {
  it('is not sent, as long as nobody has begun to', async () => {
    const [address, other] = [anAddress(), anAddress()];
    const [reference, otherReference] = [crypto.randomUUID(), crypto.randomUUID()];
    smtp.answer = () => ({ code: 451, message: '4.3.0 later' });
    const id = await rig.enqueue(address, { reference });
    const kept = await rig.enqueue(other, { reference: otherReference });
    const deferred = async () => ['queued'].includes((await rig.row(id)).state) && (await rig.row(id)).attempts > 0;
    await until('deferred', deferred, 30_000);
    const cancelled = async () => {
      const references = await rig.unitOfWork.run((tx) => rig.mails.cancelByReference(tx, [reference]));
      return references.includes(reference);
    };
    await until('cancelled between two attempts', cancelled, 30_000);
    expect(await rig.row(id)).toMatchObject({ state: 'cancelled', data: {} });
    smtp.answer = () => undefined;
    await rig.settled(kept, 'sent');
    expect(smtp.to(address)).toEqual([]);
    expect(await rig.unitOfWork.run((tx) => rig.mails.cancelByReference(tx, [reference, otherReference]))).toEqual([]);
  });
});
