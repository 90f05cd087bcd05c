/** Asks before it unsubscribes. A page of both languages: nobody is signed in who could have chosen one. */
export const unsubscribePage = (token: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Tertulia</title>
    <style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 30rem; margin: 15vh auto; padding: 0 1.5rem; }
      button { font: inherit; padding: 0.6rem 1.2rem; border-radius: 0.6rem; border: 1px solid currentColor;
               background: none; color: inherit; cursor: pointer; }
    </style>
  </head>
  <body>
    <main>
      <h1>Tertulia</h1>
      <p>No more e-mails of this kind? You will still find everything in your inbox.</p>
      <p lang="es">¿No quieres más correos de este tipo? Seguirás encontrando todo en tu bandeja.</p>
      <form method="post" action="?token=${encodeURIComponent(token)}">
        <button type="submit">Unsubscribe · Dejar de recibirlos</button>
      </form>
    </main>
  </body>
</html>
`;
