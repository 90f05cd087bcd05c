import type { Browser, Page } from 'playwright-core';
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
    const visitor = new Visitor(await Window.open(browser, context), url);
    await visitor.page.goto(`${url}/login?next=${encodeURIComponent(path)}`);
    const words = options.locale?.startsWith('es') ? SPANISH : ENGLISH;
    await visitor.page.getByLabel(words.login).fill(person.username);
    await visitor.page.getByLabel(words.password).first().fill(PASSWORD);
    await visitor.page.getByRole('button', { name: words.submit }).click();
    await visitor.page.waitForURL((at) => !at.pathname.startsWith('/login'));
    return visitor;
  }

  get page(): Page {
    return this.window.page;
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
