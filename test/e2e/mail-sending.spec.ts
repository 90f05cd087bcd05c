import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { checkDkim } from '../support/dkim-check.js';
import { aMail, anAddress, dkimKeys, MailRig } from '../support/mail-rig.js';
import { headerOf, SmtpCatcher } from '../support/smtp-catcher.js';

const { env: dkim, publicKey } = dkimKeys();

let smtp: SmtpCatcher;
let server: Server;
let rig: MailRig;

beforeAll(async () => {
  smtp = await SmtpCatcher.start();
  const env = {
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Peña Tertulia <no-reply@chat.example.com>',
    PUBLIC_URL: 'https://chat.example.com',
    ...dkim,
  };
  server = await Server.start({ env });
  rig = new MailRig(server, await server.addWorker());
});
afterAll(async () => {
  await server.stop();
  await smtp.stop();
});

describe('a mail', () => {
  it('arrives in both forms, from whom and to whom it should', async () => {
    const address = anAddress();
    const id = await rig.enqueue(address);
    const mail = await smtp.mailTo(address);
    expect(mail).toMatchObject({
      from: { name: 'Peña Tertulia', address: 'no-reply@chat.example.com' },
      to: [{ name: 'Ana Beltrán', address }],
      subject: 'Confirm your e-mail address',
      messageId: `<${id}@chat.example.com>`,
    });
    const link = 'https://chat.example.com/verify-email?token=a-secret-token';
    expect(mail.text).toContain(link);
    expect(mail.html?.replaceAll('&#x3D;', '=')).toContain(`href="${link}"`);
    expect(headerOf(mail, 'auto-submitted')).toBe('auto-generated');
    expect(headerOf(mail, 'list-unsubscribe')).toBeUndefined();
  });

  it('in Spanish is in Spanish', async () => {
    const address = anAddress();
    await rig.enqueue(address, { locale: 'es' });
    expect((await smtp.mailTo(address)).subject).toBe('Confirma tu dirección de correo');
  });

  it('that people may not want can be stopped with one click', async () => {
    const address = anAddress();
    const unsubscribeUrl = `https://chat.example.com/unsubscribe?token=${'x'.repeat(300)}`;
    await rig.enqueue(address, { unsubscribeUrl });
    const mail = await smtp.mailTo(address);
    expect(headerOf(mail, 'list-unsubscribe')).toBe(`<${unsubscribeUrl}>`);
    expect(headerOf(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(mail.text).toContain(unsubscribeUrl);
  });

  it('is signed, the headers for one click too', async () => {
    const address = anAddress();
    await rig.enqueue(address, { unsubscribeUrl: 'https://chat.example.com/unsubscribe?token=x' });
    const { raw } = await smtp.mailTo(address);
    const result = checkDkim(raw, publicKey);
    expect(result).toMatchObject({
      domain: 'example.com',
      selector: 'test',
      bodyHashHolds: true,
      signatureHolds: true,
    });
    expect(result?.signedHeaders).toEqual(
      expect.arrayContaining(['from', 'to', 'subject', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post']),
    );
  });

  it('that is changed on its way has no good signature', async () => {
    const address = anAddress();
    await rig.enqueue(address);
    const { raw } = await smtp.mailTo(address);
    const swap = (from: string, to: string) => Buffer.from(raw.toString('latin1').replace(from, to), 'latin1');
    expect(checkDkim(swap('7 days', '9 days'), publicKey)).toMatchObject({ bodyHashHolds: false });
    expect(checkDkim(swap('Subject: Confirm', 'Subject: Reconfirm'), publicKey)).toMatchObject({
      bodyHashHolds: true,
      signatureHolds: false,
    });
  });

  it('leaves nothing of what it said behind, and its outcome is told in the transaction that notes it', async () => {
    const address = anAddress();
    const reference = crypto.randomUUID();
    const id = await rig.enqueue(address, { reference, unsubscribeUrl: 'https://chat.example.com/stop?token=secret' });
    expect(await rig.settled(id, 'sent')).toMatchObject({ attempts: 1, data: {}, unsubscribe_url: null });
    const { answer } = await rig.row(id);
    expect(answer).toMatch(/^250 /);
    expect(rig.outcomesOf(id)).toEqual([{ id, reference, state: 'sent', answer, attempts: 1 }]);
  });

  it('of a transaction that fails is never sent', async () => {
    const address = anAddress();
    const failing = rig.unitOfWork.run(async (tx) => {
      await rig.mails.enqueue(tx, aMail(address));
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    const after = anAddress();
    await rig.enqueue(after);
    await smtp.mailTo(after);
    expect(smtp.to(address)).toEqual([]);
  });

  it('is sent once by several workers', async () => {
    await server.addWorker();
    const many = Array.from({ length: 60 }, () => anAddress('many'));
    await rig.unitOfWork.run((tx) => rig.mails.enqueueAll(tx, many.map(aMail)));
    for (const address of many) await smtp.mailTo(address);
    const { rows } = await server.db.query<{ attempts: number }>(
      `SELECT attempts FROM mails WHERE to_address LIKE 'many%' AND attempts <> 1`,
    );
    expect(rows).toEqual([]);
    expect(smtp.mails.filter(({ recipient }) => recipient.startsWith('many'))).toHaveLength(60);
  });

  it('that somebody waits for goes before those that nobody asked for', async () => {
    const apart = await Server.start({ env: { SMTP_URL: smtp.url } });
    try {
      const unsubscribeUrl = 'https://chat.example.com/stop';
      const crowd = Array.from({ length: 100 }, () => ({ ...aMail(anAddress('crowd')), unsubscribeUrl }));
      const worker = await apart.addWorker();
      const { mails, unitOfWork } = new MailRig(apart, worker);
      await unitOfWork.run(async (tx) => {
        await mails.enqueueAll(tx, crowd);
        await mails.enqueue(tx, aMail('in-a-hurry@example.com'));
      });
      await smtp.mailTo('in-a-hurry@example.com');
      for (const { to } of crowd) await smtp.mailTo(to.address);
      const order = smtp.mails.map(({ recipient }) => recipient).filter((name) => /^(crowd|in-a-hurry)/.test(name));
      expect(order.indexOf('in-a-hurry@example.com')).toBeLessThan(30);
    } finally {
      await apart.stop();
    }
  });

  it('is remembered for 30 days', async () => {
    const [young, old] = [await rig.enqueue(anAddress()), await rig.enqueue(anAddress())];
    for (const id of [young, old]) await rig.settled(id, 'sent');
    const age = `UPDATE mails SET settled_at = now() - make_interval(days => $2) WHERE id = $1`;
    await server.db.query(age, [young, 29]);
    await server.db.query(age, [old, 31]);
    await rig.queue.add('cleanup', { settledDaysAgo: 30 });
    const there = async (id: string) => (await server.db.query('SELECT id FROM mails WHERE id = $1', [id])).rowCount;
    await until('the clean-up', async () => (await there(old)) === 0, 30_000);
    expect(await there(young)).toBe(1);
  });

  it('whose data are not what its template takes is refused where it is made', async () => {
    await expect(rig.enqueue(anAddress(), { data: { token: 5 } })).rejects.toThrow(/token/);
  });
});
