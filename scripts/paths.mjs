import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's top folder, whatever the working directory is. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where `npm run up` keeps its databases, secrets and logs. */
export const dataDir = () => resolve(root, process.env['DATA_DIR'] || '.data');

/** @param {string} name */
export const moduleFile = (name) => join(root, 'node_modules', name);
