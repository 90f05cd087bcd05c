import type { CaughtMail } from '../core/mail/caught-mails.service.js';

const REFRESH_SECONDS = 5;

/** Links of a mail open beside the page that shows it. */
export const previewOf = ({ html }: CaughtMail): string => html.replace('<head>', '<head><base target="_blank">');

export function listPage(mails: CaughtMail[]): string {
  const rows = mails.map(
    ({ id, toAddress, subject, caughtAt }) => `
        <tr>
          <td><a href="/dev/mail/${id}">${escape(subject)}</a></td>
          <td>${escape(toAddress)}</td>
          <td><time datetime="${caughtAt.toISOString()}">${clock(caughtAt)}</time></td>
        </tr>`,
  );
  const table = `
      <table>
        <thead><tr><th scope="col">Subject</th><th scope="col">To</th><th scope="col">Made at (UTC)</th></tr></thead>
        <tbody>${rows.join('')}</tbody>
      </table>`;
  return page({
    title: 'Mail',
    head: `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">`,
    body: `
      <h1>Mail</h1>
      <p>What this server would have sent: <code>SMTP_URL</code> is not set. The newest 200; the page renews itself.</p>
      ${mails.length === 0 ? '<p>Nothing yet. Register somebody, and their first mail appears here.</p>' : table}`,
  });
}

export function mailPage({ id, toAddress, subject, headers, text, caughtAt }: CaughtMail): string {
  return page({
    title: escape(subject),
    body: `
      <p><a href="/dev/mail">All mails</a></p>
      <h1>${escape(subject)}</h1>
      <p>To ${escape(toAddress)}, ${clock(caughtAt)} UTC</p>
      <iframe src="/dev/mail/${id}/html" title="The mail as HTML"
        sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
      <h2>Text</h2>
      <pre>${escape(text)}</pre>
      <h2>Headers</h2>
      <pre>${escape(headers)}</pre>`,
  });
}

function page({ title, head = '', body }: { title: string; head?: string; body: string }): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    ${head}
    <title>${title} · Tertulia</title>
    <style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 54rem; margin: 6vh auto; padding: 0 1.5rem; }
      h1 { margin: 0; letter-spacing: -0.02em; overflow-wrap: anywhere; }
      table { width: 100%; border-collapse: collapse; }
      th, td { padding: 0.5rem 1rem 0.5rem 0; text-align: left; overflow-wrap: anywhere; }
      tr { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
      a { color: inherit; }
      pre, iframe { box-sizing: border-box; width: 100%; border-radius: 0.75rem;
        border: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
      pre { padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
      iframe { height: 36rem; }
    </style>
  </head>
  <body>
    <main>${body}
    </main>
  </body>
</html>
`;
}

const clock = (at: Date) => at.toISOString().slice(0, 19).replace('T', ' ');

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string) => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
