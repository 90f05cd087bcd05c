import { describe, expect, it } from 'vitest';
import { MailboxVariable } from './mailbox.js';

describe('a mailbox', () => {
  it.each([
    ['Tertulia <no-reply@localhost>', 'Tertulia', 'no-reply@localhost'],
    ['"Ana, of Tertulia" <a@b.example>', 'Ana, of Tertulia', 'a@b.example'],
    ['Peña Ñandú<a@b.example>', 'Peña Ñandú', 'a@b.example'],
    ['<a@b.example>', '', 'a@b.example'],
    ['a@b.example', '', 'a@b.example'],
  ])('%s is understood', (text, name, address) => {
    expect(MailboxVariable.parse(text)).toEqual({ name, address });
  });

  it.each(['', 'Tertulia', 'Tertulia <>', 'a@', '@b', 'a b@c', 'A <a@b> B', 'A <a@b', 'A\r\nBcc: x <a@b>', 'a@b, c@d'])(
    '%j is refused with an example',
    (text) => {
      expect(MailboxVariable.safeParse(text).error?.issues[0]?.message).toContain('no-reply@example.com');
    },
  );
});
