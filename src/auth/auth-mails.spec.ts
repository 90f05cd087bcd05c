import { describe, expect, it } from 'vitest';
import { MailRenderer } from '../core/mail/mail-renderer.js';
import { MAIL_LOCALES } from '../core/mail/outgoing-mail.js';
import { authMails } from './auth-mails.js';

const data = { token: 'a-token.with_parts', inviter: 'Bruno & Söhne', days: 7, minutes: 60 };
const links: Record<string, string> = {
  'auth.verify': 'https://chat.example.com/verify-email?token=a-token.with_parts',
  'auth.reset': 'https://chat.example.com/reset-password?token=a-token.with_parts',
  'auth.invite': 'https://chat.example.com/register?invite=a-token.with_parts',
};

const renderer = new MailRenderer('https://chat.example.com');
const all = authMails.flatMap((template) => MAIL_LOCALES.map((locale) => ({ template, locale, name: template.name })));

describe('the mail', () => {
  it.each(all)('$name in $locale says what it is for and where to go, in both forms', ({ template, locale, name }) => {
    const mail = { locale, toName: 'Ana', data, unsubscribeUrl: null };
    const { subject, text, html } = renderer.render(template, mail);
    const link = links[name] ?? '';
    expect(subject.length).toBeGreaterThan(10);
    expect(text).toContain(link);
    expect(html.replaceAll('&#x3D;', '=')).toContain(`href="${link}"`);
    expect(html).toContain(`<html lang="${locale}"`);
    for (const form of [subject, text, html]) expect(form).not.toMatch(/\{\{|undefined|\[object/);
  });

  it.each(authMails)('$name does not say the same in two languages', (template) => {
    const [first, second] = MAIL_LOCALES.map((locale) =>
      renderer.render(template, { locale, toName: 'Ana', data, unsubscribeUrl: null }),
    );
    expect(first?.subject).not.toBe(second?.subject);
    expect(first?.text).not.toBe(second?.text);
  });

  it.each(authMails)('$name fails without its data', (template) => {
    const mail = { locale: 'en' as const, toName: 'Ana', data: {}, unsubscribeUrl: null };
    expect(() => renderer.render(template, mail)).toThrow(/token/);
  });
});
