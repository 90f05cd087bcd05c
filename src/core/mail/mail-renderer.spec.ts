import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MailRenderer } from './mail-renderer.js';
import { defineMailTemplate } from './outgoing-mail.js';

let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tertulia-mails-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let count = 0;

function template({
  subject = 'A subject',
  text = 'text',
  html = '<p>html</p>',
  schema = z.object({ who: z.string() }),
}) {
  const name = `made-${++count}`;
  writeFileSync(join(dir, `${name}.en.txt.hbs`), `Subject: ${subject}\n\n${text}\n`);
  writeFileSync(join(dir, `${name}.en.html.hbs`), html);
  return defineMailTemplate({ name, folder: pathToFileURL(`${dir}/`), schema });
}

const renderer = (publicUrl = 'https://chat.example.com') => new MailRenderer(publicUrl);
const mail = (data: unknown, more = {}) => ({
  locale: 'en' as const,
  toName: 'Ana',
  data,
  unsubscribeUrl: null,
  ...more,
});

describe('a mail', () => {
  it('has values as they are in text and subject, and escaped in HTML', () => {
    const made = template({ subject: 'For {{who}}', text: 'Hello {{who}}', html: '<b>{{who}}</b>' });
    const { subject, text, html } = renderer().render(made, mail({ who: '<script>"&' }));
    expect(subject).toBe('For <script>"&');
    expect(text).toContain('Hello <script>"&');
    expect(html).toContain('<b>&lt;script&gt;&quot;&amp;</b>');
    expect(html).not.toContain('<script>');
  });

  it('keeps its subject on one line, whatever a value brings', () => {
    const made = template({ subject: 'For {{who}}' });
    const { subject } = renderer().render(made, mail({ who: 'Ana\r\nBcc: everybody@example.com\n\n' }));
    expect(subject).toBe('For Ana Bcc: everybody@example.com');
  });

  it('knows the product, the recipient, and a way to stop where there is one', () => {
    const made = template({ text: '{{@product}} {{@name}}' });
    const url = 'https://chat.example.com/stop?t=1&u=2';
    const { text, html } = renderer().render(made, mail({ who: 'x' }, { unsubscribeUrl: url }));
    expect(text).toContain('Tertulia Ana');
    expect(text).toContain(`Unsubscribe from these mails: ${url}`);
    expect(html).toContain('href="https://chat.example.com/stop?t&#x3D;1&amp;u&#x3D;2"');
    expect(renderer().render(made, mail({ who: 'x' })).text).not.toContain('Unsubscribe');
  });

  it.each([
    ['https://chat.example.com', 'https://chat.example.com/x?token=a%26b%3Dc+%C3%A9'],
    ['https://chat.example.com/', 'https://chat.example.com/x?token=a%26b%3Dc+%C3%A9'],
    ['https://example.com/chat', 'https://example.com/chat/x?token=a%26b%3Dc+%C3%A9'],
  ])('links to pages of %s', (publicUrl, link) => {
    const made = template({ text: '{{link "/x" token=who}}' });
    expect(renderer(publicUrl).render(made, mail({ who: 'a&b=c é' })).text).toContain(link);
  });
});

describe('a template that asks for what is not there', () => {
  it.each([
    ['in the subject', { subject: '{{nope}}' }],
    ['in the text', { text: '{{nope}}' }],
    ['in the HTML', { html: '{{nope}}' }],
    ['in a partial', { html: '{{#> paragraph}}{{nope}}{{/paragraph}}' }],
    ['of the whole', { text: '{{@nope}}' }],
    ['in a link', { text: '{{link "/x" token=nope}}' }],
  ])('%s fails', (_, parts) => {
    expect(() => renderer().render(template(parts), mail({ who: 'x' }))).toThrow(/not defined|is no text/);
  });

  it('fails where the data lack it', () => {
    expect(() => renderer().render(template({ text: '{{who}}' }), mail({}))).toThrow(/who/);
  });
});

describe('a template that is not whole', () => {
  it.each([
    ['has no subject', 'no subject here\n', '<p></p>', /does not begin with "Subject/],
    ['does not parse', 'Subject: x\n\n{{#if}', '<p></p>', /Parse error/],
    ['has HTML that does not parse', 'Subject: x\n\ny', '{{> }}', /Parse error/],
  ])('because it %s is told before there is a mail', (_, txt, html, message) => {
    const name = `bad-${++count}`;
    writeFileSync(join(dir, `${name}.en.txt.hbs`), txt);
    writeFileSync(join(dir, `${name}.en.html.hbs`), html);
    const bad = defineMailTemplate({ name, folder: pathToFileURL(`${dir}/`), schema: z.object({}) });
    expect(() => renderer().prepare(bad, 'en')).toThrow(message);
  });

  it('because a language is missing is told too', () => {
    expect(() => renderer().prepare(template({}), 'es')).toThrow(/ENOENT/);
  });
});
