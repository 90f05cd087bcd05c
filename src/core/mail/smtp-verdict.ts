/** What an attempt came to. */
export interface Verdict {
  /** `deferred`: the same thing may succeed later. */
  outcome: 'sent' | 'deferred' | 'failed';
  answer: string;
  /** The server said that the address has nobody: nothing is sent there any more. */
  bounced?: boolean;
}

/** Commands whose refusal is about this mail. One of `AUTH` or a greeting is about the operator's settings or the server. */
const ABOUT_THE_MAIL = ['MAIL FROM', 'RCPT TO', 'DATA'];
/** RFC 5321 4.2.3: mailbox unavailable, not local, name not allowed. */
const NO_MAILBOX = [550, 551, 553];
const ENHANCED = /\b5\.\d{1,3}\.\d{1,3}\b/;
/** RFC 3463: 5.1.x is about the recipient (7 and 8 about the sender), 5.2.1 a mailbox that is disabled; the rest is policy, size, the server. */
const BAD_ADDRESS = /^5\.(1\.([0-6]|10)|2\.1)$/;
const MAX_ANSWER = 500;

export const sent = (answer: string): Verdict => ({ outcome: 'sent', answer: answer.slice(0, MAX_ANSWER) });
export const failed = (answer: string): Verdict => ({ outcome: 'failed', answer: answer.slice(0, MAX_ANSWER) });
export const deferred = (answer: string): Verdict => ({ outcome: 'deferred', answer: answer.slice(0, MAX_ANSWER) });

/** Of what nodemailer threw. Without an answer of the server (a broken link, a time-out) the mail may still succeed. */
export function verdictOf(thrown: unknown): Verdict {
  const { message, response, responseCode, command = '', code } = factsOf(thrown);
  const answer = response ?? [code, message].filter(Boolean).join(': ');
  if (responseCode === undefined) {
    // Refused before anything was sent: nodemailer itself found the address or the size impossible.
    return code === 'EENVELOPE' || code === 'EMESSAGE' ? failed(answer) : deferred(answer);
  }
  if (responseCode < 500 || !ABOUT_THE_MAIL.includes(command)) return deferred(answer);
  const enhanced = ENHANCED.exec(answer)?.[0];
  const bounced =
    enhanced === undefined ? command === 'RCPT TO' && NO_MAILBOX.includes(responseCode) : BAD_ADDRESS.test(enhanced);
  return { ...failed(answer), ...(bounced && { bounced }) };
}

interface SmtpFacts {
  message: string;
  response?: string;
  responseCode?: number;
  command?: string;
  code?: string;
}

function factsOf(thrown: unknown): SmtpFacts {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const facts: SmtpFacts = { message: thrown.message };
  if ('response' in thrown && typeof thrown.response === 'string') facts.response = thrown.response;
  if ('responseCode' in thrown && typeof thrown.responseCode === 'number') facts.responseCode = thrown.responseCode;
  if ('command' in thrown && typeof thrown.command === 'string') facts.command = thrown.command;
  if ('code' in thrown && typeof thrown.code === 'string') facts.code = thrown.code;
  return facts;
}
