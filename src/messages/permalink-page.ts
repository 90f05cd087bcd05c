/** For browsers, the same for every link. In both languages: nobody is signed in who could have chosen one. */
export const permalinkPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>Tertulia</title>
  </head>
  <body>
    <main>
      <h1>Tertulia</h1>
      <p>This link leads to a conversation. It opens in a client that is signed in; this server has none for browsers.</p>
      <p lang="es">Este enlace lleva a una conversación. Se abre en un cliente con la sesión iniciada; este servidor no
        tiene ninguno para navegadores.</p>
    </main>
  </body>
</html>
`;
