import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { MailLocale, MailTemplate } from './outgoing-mail.js';

export interface MailToRender {
  locale: MailLocale;
  toName: string;
  data: unknown;
  unsubscribeUrl: string | null;
}

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

interface Prepared {
  subject: Handlebars.TemplateDelegate;
  text: Handlebars.TemplateDelegate;
  html: Handlebars.TemplateDelegate;
}

const PRODUCT = 'Tertulia';
/** Whether values stand there as they are. */
const [TEXT, HTML] = [true, false];
const SUBJECT = /^Subject: (.+)\n\n/;
const PARTIALS = ['heading', 'paragraph', 'button', 'quote', 'small'];
const FOOTER = {
  en: { sentBy: 'Sent by', unsubscribe: 'Unsubscribe from these mails' },
  es: { sentBy: 'Enviado por', unsubscribe: 'Dejar de recibir estos correos' },
};

/**
 * Makes HTML and text from a feature's templates and the layout of all mails. Values are escaped in HTML. A template that
 * asks for what is not there fails: no mail says "Hello ,". Every template may also ask for `@product` and `@name`, the
 * recipient's, which may be empty, and make a URL of this server with `{{link '/path' parameter=value}}`.
 */
export class MailRenderer {
  private readonly handlebars = Handlebars.create();
  private readonly prepared = new Map<string, Prepared>();
  private readonly layout: Omit<Prepared, 'subject'>;

  constructor(private readonly publicUrl: string) {
    const base = publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`;
    this.handlebars.registerHelper('link', (path: string, { hash }: Handlebars.HelperOptions) => {
      const url = new URL(path.replace(/^\//, ''), base);
      for (const [name, value] of Object.entries<unknown>(hash)) {
        // What helpers are given escapes the strictness of templates.
        if (typeof value !== 'string') throw new Error(`link to ${path}: "${name}" is no text`);
        url.searchParams.set(name, value);
      }
      return url.href;
    });
    for (const name of PARTIALS) this.handlebars.registerPartial(name, read(own(`${name}.html.hbs`)).trimEnd());
    this.layout = {
      text: this.compile(read(own('layout.txt.hbs')), TEXT),
      html: this.compile(read(own('layout.html.hbs')), HTML),
    };
  }

  /** Throws where a file is missing or does not parse. */
  prepare(template: MailTemplate, locale: MailLocale): Prepared {
    const key = `${template.name}.${locale}`;
    let prepared = this.prepared.get(key);
    if (!prepared) {
      const txt = read(new URL(`${key}.txt.hbs`, template.folder));
      const [, subject] = SUBJECT.exec(txt) ?? [];
      if (subject === undefined) throw new Error(`${key}.txt.hbs does not begin with "Subject: …" and an empty line`);
      prepared = {
        subject: this.compile(subject, TEXT),
        text: this.compile(txt.replace(SUBJECT, ''), TEXT),
        html: this.compile(read(new URL(`${key}.html.hbs`, template.folder)), HTML),
      };
      this.prepared.set(key, prepared);
    }
    return prepared;
  }

  /** Throws where the data are not what the template needs. */
  render(template: MailTemplate, { locale, toName, data, unsubscribeUrl }: MailToRender): RenderedMail {
    const prepared = this.prepare(template, locale);
    const content: unknown = template.schema.parse(data);
    const globals = { product: PRODUCT, name: toName };
    const fill = (part: keyof Prepared) => prepared[part](content, { data: globals }).trim();
    // One line: a value must not add lines to what people see of the headers.
    const subject = fill('subject').replaceAll(/\s+/g, ' ');
    const around = { ...FOOTER[locale], product: PRODUCT, locale, subject, publicUrl: this.publicUrl, unsubscribeUrl };
    return {
      subject,
      text: this.layout.text({ ...around, body: fill('text') }),
      html: this.layout.html({ ...around, body: fill('html') }),
    };
  }

  private compile(source: string, noEscape: boolean): Handlebars.TemplateDelegate {
    this.handlebars.parse(source);
    return this.handlebars.compile(source, { strict: true, noEscape });
  }
}

const read = (file: URL) => readFileSync(file, 'utf8');
const own = (name: string) => new URL(`./templates/${name}`, import.meta.url);
