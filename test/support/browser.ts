import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';

/** One person's window: cookies of its own, and all that the browser complains about. */
export class Window {
  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    /** Errors on the console, exceptions of scripts, breaches of the content security policy, failed requests. */
    readonly complaints: string[],
    /** The origins of everything that was asked for. */
    readonly origins: Set<string>,
  ) {}

  /** It asks for less motion unless told otherwise: without a graphics card, drawing what slides and fades takes most of a test. */
  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<Window> {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
    const complaints: string[] = [];
    const origins = new Set<string>();
    // Each of its tabs.
    context.on('page', (page) => {
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`console: ${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
      page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol.startsWith('http')) origins.add(origin);
      });
    });
    if (options.javaScriptEnabled !== false) await reportBreaches(context);
    return new Window(await context.newPage(), context, complaints, origins);
  }
}

/** A breach that is only reported, and not an error, is one all the same. */
async function reportBreaches(context: BrowserContext): Promise<void> {
  await context.addInitScript(
    `document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
       console.error('content security policy: ' + violatedDirective + ' ' + blockedURI));`,
  );
}

/** A name that the browsers of tests take for this machine. To them a page at it is not on localhost. */
export const PLAIN_HOST = 'chat.example';

/** The system's Chromium, without a window. It draws by itself, and not by what would stand in for a graphics card. */
export function launchBrowser(): Promise<Browser> {
  const { command, env } = inject('chromium');
  const args = ['--disable-gpu', `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`];
  return chromium.launch({ executablePath: command, args, env: { ...process.env, ...env } });
}
