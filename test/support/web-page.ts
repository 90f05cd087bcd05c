import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { Server, type ServerOptions } from './app.js';
import { launchBrowser, Window } from './browser.js';
import { until } from './cluster/until.js';
import { type Person, PASSWORD } from './factories.js';

const ENGLISH = { login: 'E-mail or username', password: 'Password', submit: 'Sign in' };
const SPANISH = { login: 'Correo o nombre de usuario', password: 'Contraseña', submit: 'Entrar' };

/** Somebody at the web client, in a window of their own. */
export class Visitor {
  private constructor(
    readonly window: Window,
    readonly url: string,
  ) {}

  /** In a window in which nothing is open yet. */
  static async come(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visitor> {
    return new Visitor(await Window.open(browser, options), url);
  }

  /** Through the form, to where they wanted to go. */
  async signIn({ username }: Person, path: string, { locale }: VisitOptions = {}): Promise<void> {
    await this.goTo(`/login?next=${encodeURIComponent(path)}`);
    const words = locale?.startsWith('es') ? SPANISH : ENGLISH;
    await this.page.getByLabel(words.login).fill(username);
    await this.page.getByLabel(words.password).first().fill(PASSWORD);
    await this.page.getByRole('button', { name: words.submit }).click();
    await this.page.waitForURL((at) => !at.pathname.startsWith('/login'));
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

  /** Points at a message, again where it moved away from under the pointer, until what one does with it stands there. */
  async point(text: string): Promise<Locator> {
    const message = this.message(text);
    const pointed = async (): Promise<boolean> => {
      await message.hover();
      return message.getByRole('toolbar').isVisible();
    };
    await until(`pointed at ${text}`, pointed, 30_000);
    return message;
  }

  /** Does with a message what its menu offers. */
  async act(text: string, item: string): Promise<void> {
    const message = await this.point(text);
    await message.getByRole('button', { name: 'More' }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  close(): Promise<void> {
    return this.window.context.close();
  }
}

export interface VisitOptions {
  locale?: string;
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  /** What goes through a service worker cannot be held back. */
  serviceWorkers?: 'block';
}

export interface Visit extends VisitOptions {
  /** Of the server; the first where nothing is said. */
  instance?: number;
  /** In place of an instance's. */
  url?: string;
  /** What the browser may complain of. */
  tolerates?: RegExp;
}

/** What a browser says of a connection that is gone. */
export const LOST_CONNECTION = /ERR_|WebSocket|\/socket\.io\//;

/** Waits until the client is connected. */
export const online = (page: Page): Promise<void> => page.getByText('Online', { exact: true }).last().waitFor();

/** Waits until it has the keyboard. */
export const focused = (what: Locator): Promise<void> => what.and(what.page().locator(':focus')).waitFor();

/** A server and a browser for the tests of a file. */
class Web {
  #open: { server: Server; browser: Browser } | null = null;
  readonly #visits: { visitor: Visitor; tolerates: RegExp | undefined }[] = [];

  get server(): Server {
    return this.#opened().server;
  }

  /** The client, opened by somebody who signed in, or by nobody. */
  async visit(person: Person | null, path: string, options: Visit = {}): Promise<Visitor> {
    const { instance = 0, url = this.server.urlOf(instance), tolerates, ...context } = options;
    const visitor = await Visitor.come(this.#opened().browser, url, context);
    this.#visits.push({ visitor, tolerates });
    if (person) await visitor.signIn(person, path, context);
    else await visitor.goTo(path);
    return visitor;
  }

  async start(options: ServerOptions): Promise<void> {
    const server = await Server.start(options);
    this.#open = { server, browser: await launchBrowser() };
  }

  /** Everybody leaves; what their browsers complained of, but for what they tolerate. */
  async leave(): Promise<string[]> {
    const complaints = this.#visits.flatMap(({ visitor, tolerates }) =>
      visitor.window.complaints.filter((complaint) => !tolerates?.test(complaint)),
    );
    await Promise.all(this.#visits.splice(0).map(({ visitor }) => visitor.close()));
    return complaints;
  }

  async stop(): Promise<void> {
    await this.#open?.browser.close();
    await this.#open?.server.stop();
  }

  #opened(): { server: Server; browser: Browser } {
    if (!this.#open) throw new Error('nothing is started yet');
    return this.#open;
  }
}

/** One server and one browser for the tests of a file. Whoever came has left after each, and no browser has complained. */
export function useWeb(options: ServerOptions = {}): Pick<Web, 'server' | 'visit'> {
  const web = new Web();
  beforeAll(() => web.start(options));
  afterEach(async () => expect(await web.leave()).toEqual([]));
  afterAll(() => web.stop());
  return web;
}
