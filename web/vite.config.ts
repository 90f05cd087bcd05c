import react from '@vitejs/plugin-react';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { emojis } from './emoji-plugin.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const outDir = process.env['WEB_OUT_DIR'] ?? join(root, 'dist');
/** Where `npm run up` serves the API while Vite serves the sources. */
const server = process.env['SERVER'] ?? 'http://localhost:8000';

/** Writes each text beside itself as a browser would rather have it, so that no request has to compress. */
const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  closeBundle() {
    for (const { name, parentPath } of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
      if (!/\.(js|css|html|svg|json|webmanifest)$/.test(name)) continue;
      const file = join(parentPath, name);
      const text = readFileSync(file);
      writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
      writeFileSync(`${file}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    }
  },
});

export default defineConfig({
  root,
  plugins: [react(), emojis(), compressed()],
  resolve: { alias: { '@tertulia/client': fileURLToPath(new URL('../client/src/main.ts', import.meta.url)) } },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    // Those that know `light-dark()`, which is else written out in a way that forgets the chosen scheme.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: {
      polyfill: false,
      // The first page asks for all that it needs at once. Lists of what is opened later would cost it more than they save there.
      resolveDependencies: (_, files, { hostId }) =>
        /index/.test(hostId) ? files : files.filter((file) => file.endsWith('.css')),
    },
    // What the first page needs is one file: a hundred small ones are compressed badly.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
    chunkSizeWarningLimit: 1_000,
  },
  // As objects: for a bare address Vite would send the server's name as `Host`, and no `Origin` of this page would be that.
  server: { proxy: { '/api': { target: server }, '/socket.io': { target: server, ws: true } } },
});
