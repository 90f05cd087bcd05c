import type { Browser, Locator, Page } from 'playwright-core';
import { Window } from './browser.js';
import { type Person, PASSWORD } from './factories.js';

const ENGLISH = { login: 'E-mail or username', password: 'Password', submit: 'Sign in' };
const SPANISH = { login: 'Correo o nombre de usuario', password: 'Contraseña', submit: 'Entrar' };

/** Somebody at the web client, in a window of their own. */
export class Visitor {
  private constructor(
    readonly window: Window,
    readonly url: string,
  ) {}

  /** Opens the client at a path, signed in as somebody. */
  static async signIn(browser: Browser, url: string, person: Person, options: VisitOptions = {}): Promise<Visitor> {
    const { path = '/', ...context } = options;
    const visitor = await Visitor.open(browser, url, { ...context, path: `/login?next=${encodeURIComponent(path)}` });
    const words = options.locale?.startsWith('es') ? SPANISH : ENGLISH;
    await visitor.page.getByLabel(words.login).fill(person.username);
    await visitor.page.getByLabel(words.password).first().fill(PASSWORD);
    await visitor.page.getByRole('button', { name: words.submit }).click();
    await visitor.page.waitForURL((at) => !at.pathname.startsWith('/login'));
    return visitor;
  }

  /** Opens the client at a path, as nobody. */
  static async open(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visitor> {
    const { path = '/', ...context } = options;
    const visitor = new Visitor(await Window.open(browser, context), url);
    await visitor.goTo(path);
    return visitor;
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.url + path);
  }

  /** Writes into fields by their labels. */
  async fill(fields: Record<string, string>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) {
      await this.page.getByRole('textbox', { name: label }).first().fill(text);
    }
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }

  get page(): Page {
    return this.window.page;
  }

  /** Where something is written in the conversation that is open. */
  get composer(): Locator {
    return this.page.getByRole('textbox', { name: /^Message|^Write/ });
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** The rows of the conversation that say something. */
  message(text: string | RegExp): Locator {
    return this.page.getByRole('feed').getByRole('article').filter({ hasText: text });
  }

  /** Does with a message what its menu offers. */
  async act(text: string, item: string): Promise<void> {
    await this.message(text).hover();
    await this.message(text).getByRole('button', { name: 'More' }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  close(): Promise<void> {
    return this.window.context.close();
  }
}

export interface VisitOptions {
  path?: string;
  locale?: string;
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
}
