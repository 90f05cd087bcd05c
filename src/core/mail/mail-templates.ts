import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { MailRenderer, type RenderedMail } from './mail-renderer.js';
import { MAIL_LOCALES, type MailLocale, type MailTemplate } from './outgoing-mail.js';
import type { ClaimedMail } from './mails.repository.js';

/** A mail of a template that this process does not have: another, newer one may. */
export class UnknownTemplate extends Error {}

/** The templates of all features, which register theirs in the worker. */
@Injectable()
export class MailTemplates {
  private readonly templates = new Map<string, MailTemplate>();
  private readonly renderer: MailRenderer;

  constructor(config: AppConfig) {
    this.renderer = new MailRenderer(config.mail.publicUrl);
  }

  /** Throws where a file is missing, so that the process does not start without it. */
  add(...templates: MailTemplate[]): void {
    for (const template of templates) {
      for (const locale of MAIL_LOCALES) this.renderer.prepare(template, locale);
      this.templates.set(template.name, template);
    }
  }

  render({ template: name, locale, ...mail }: ClaimedMail): RenderedMail {
    const template = this.templates.get(name);
    if (!template) throw new UnknownTemplate(`this worker has no template ${name}`);
    return this.renderer.render(template, { ...mail, locale: localeOf(locale) });
  }
}

const localeOf = (text: string): MailLocale => MAIL_LOCALES.find((locale) => locale === text) ?? MAIL_LOCALES[0];
