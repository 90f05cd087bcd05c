import { VERSION } from '../core/config/version.js';

const links = [
  ['/docs', 'REST API', 'Swagger UI, to read and to try'],
  ['/docs-json', 'OpenAPI', 'the same for machines'],
  ['/docs/async', 'Socket events', 'AsyncAPI 3'],
  ['/admin/queues', 'Queues', 'Bull Board, for administrators'],
  ['/health', 'Health', 'PostgreSQL, Redis, this instance'],
] as const;

const mailLink = ['/dev/mail', 'Mail', 'what this server would have sent'] as const;

/** The server's name, version and doors. */
export const homePage = ({ devMail }: { devMail: boolean }): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <title>Tertulia</title>
    <style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 34rem; margin: 12vh auto; padding: 0 1.5rem; }
      h1 { font-size: 2.5rem; margin: 0; letter-spacing: -0.02em; }
      p { margin: 0.25rem 0 2rem; opacity: 0.75; }
      ul { list-style: none; padding: 0; display: grid; gap: 0.75rem; }
      a { display: block; padding: 0.75rem 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent);
          border-radius: 0.75rem; color: inherit; text-decoration: none; }
      a:hover, a:focus-visible { border-color: currentColor; }
      small { display: block; opacity: 0.75; }
    </style>
  </head>
  <body>
    <main>
      <h1>Tertulia</h1>
      <p>Real-time chat on your own machines. Version ${VERSION}.</p>
      <ul>
${[...links, ...(devMail ? [mailLink] : [])]
  .map(([href, name, what]) => `        <li><a href="${href}">${name}<small>${what}</small></a></li>`)
  .join('\n')}
      </ul>
    </main>
  </body>
</html>
`;
