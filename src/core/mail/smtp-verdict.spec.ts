import { describe, expect, it } from 'vitest';
import { verdictOf } from './smtp-verdict.js';

const refusal = (command: string, response: string) =>
  Object.assign(new Error('refused'), { command, response, responseCode: Number(response.slice(0, 3)) });
const local = (code: string) => Object.assign(new Error('in the library’s words'), { code });

describe('an answer of the server', () => {
  it.each([
    ['MAIL FROM', '451 4.3.0 try later', 'deferred', false],
    ['RCPT TO', '450 4.2.0 greylisted', 'deferred', false],
    ['RCPT TO', '421 closing', 'deferred', false],
    ['DATA', '452 4.3.1 out of storage', 'deferred', false],
    ['RCPT TO', '550 5.1.1 no such user', 'failed', true],
    ['RCPT TO', '550 No such user', 'failed', true],
    ['RCPT TO', '551 not local', 'failed', true],
    ['RCPT TO', '553 name not allowed', 'failed', true],
    ['RCPT TO', '550 5.2.1 mailbox disabled', 'failed', true],
    ['RCPT TO', '550-5.1.1 several\n550 5.1.1 lines', 'failed', true],
    ['DATA', '550 5.1.1 found out late', 'failed', true],
    ['DATA', '550 spam', 'failed', false],
    ['RCPT TO', '550 5.7.1 relaying denied', 'failed', false],
    ['RCPT TO', '552 5.2.2 mailbox full', 'failed', false],
    ['RCPT TO', '554 no', 'failed', false],
    ['MAIL FROM', '550 5.1.8 the sender has no domain', 'failed', false],
    ['MAIL FROM', '550 sender refused', 'failed', false],
    ['DATA', '552 too large', 'failed', false],
    ['AUTH PLAIN', '535 5.7.8 bad credentials', 'deferred', false],
    ['CONN', '554 no service', 'deferred', false],
    ['EHLO', '500 what?', 'deferred', false],
  ])('to %s: "%s" is %s; the address is given up: %s', (command, response, outcome, bounced) => {
    const verdict = verdictOf(refusal(command, response));
    expect(verdict).toMatchObject({ outcome, answer: response });
    expect(verdict.bounced ?? false).toBe(bounced);
  });
});

describe('no answer of the server', () => {
  it.each(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ETLS', 'EAUTH', 'EABORT', 'EPROTOCOL'])(
    '(%s) leaves the mail another chance, and says what was wrong',
    (code) => {
      expect(verdictOf(local(code))).toEqual({ outcome: 'deferred', answer: `${code}: in the library’s words` });
    },
  );

  it.each(['EENVELOPE', 'EMESSAGE'])('(%s) to a mail that cannot be sent at all fails it', (code) => {
    expect(verdictOf(local(code)).outcome).toBe('failed');
  });

  it('of whatever was thrown is a sentence of bounded length', () => {
    expect(verdictOf('text')).toEqual({ outcome: 'deferred', answer: 'text' });
    expect(verdictOf(new Error('x'.repeat(5000))).answer).toHaveLength(500);
  });
});
