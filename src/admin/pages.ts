/** Where a sign-in leads: a path under /admin, whatever was asked for. */
export function safeNext(next: unknown): string {
  const home = '/admin/queues';
  const base = 'http://here';
  if (typeof next !== 'string' || !URL.canParse(next, base)) return home;
  const { origin, pathname, search } = new URL(next, base);
  const inside = pathname.startsWith('/admin/') && !/^\/admin\/log(in|out)\b/.test(pathname);
  return origin === base && inside ? `${pathname}${search}` : home;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <link rel="icon" href="data:,">
    <title>${escape(title)} · Tertulia</title>
    <style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 24rem; margin: 12vh auto; padding: 0 1.5rem; }
      h1 { font-size: 1.75rem; margin: 0 0 1rem; letter-spacing: -0.02em; }
      form { display: grid; gap: 1rem; }
      label { display: grid; gap: 0.25rem; }
      input, button { font: inherit; padding: 0.6rem 0.8rem; border-radius: 0.6rem; border: 1px solid; }
      input { border-color: color-mix(in srgb, currentColor 40%, transparent); background: transparent; color: inherit; }
      button { background: #1d4ed8; border-color: #1d4ed8; color: #fff; cursor: pointer; }
      :focus-visible { outline: 3px solid #60a5fa; outline-offset: 2px; }
      [role="alert"] { margin: 0 0 1rem; padding: 0.6rem 0.8rem; border-left: 4px solid #dc2626; }
    </style>
  </head>
  <body>
    <main>
      <h1>${escape(title)}</h1>
${body}
    </main>
  </body>
</html>
`;

const alert = (text: string) => `      <p role="alert" id="problem">${escape(text)}</p>\n`;

export function loginPage({ next, login = '', problem }: { next: string; login?: string; problem?: string }): string {
  const described = problem === undefined ? '' : ' aria-describedby="problem" aria-invalid="true"';
  return page(
    'Sign in to operate',
    `${problem === undefined ? '' : alert(problem)}      <form method="post" action="/admin/login">
        <input type="hidden" name="next" value="${escape(next)}">
        <label>E-mail address or username
          <input name="login" value="${escape(login)}" autocomplete="username" autocapitalize="none" required${described}>
        </label>
        <label>Password
          <input name="password" type="password" autocomplete="current-password" required${described}>
        </label>
        <button>Sign in</button>
      </form>`,
  );
}

export const logoutPage = page(
  'Sign out',
  `      <form method="post" action="/admin/logout"><button>Sign out</button></form>
      <p><a href="/admin/queues">Back to the queues</a></p>`,
);

export const refusalPage = (title: string, detail: string): string =>
  page(
    title,
    `${alert(detail)}      <p><a href="/admin/queues">Try again</a> · <a href="/admin/login">Sign in as somebody else</a></p>`,
  );
