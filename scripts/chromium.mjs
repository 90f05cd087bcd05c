import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from './lock.mjs';
import { moduleFile } from './paths.mjs';
import { find } from './processes.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const ADVICE = `No Chromium was found for the tests in a browser, and none could be installed.
  Debian:  sudo apt-get install chromium
  Ubuntu, macOS, others: install Chromium or Chrome
or set CHROMIUM to the path of its program.`;

/** @typedef {{ command: string, env: Record<string, string> }} Browser */

/**
 * Finds a Chromium (`CHROMIUM` says where, if it is set), and installs one when there is none: as root with apt, else
 * unpacked beside the dependencies.
 *
 * @returns {Promise<Browser>}
 */
export async function chromium() {
  const given = process.env['CHROMIUM'];
  if (given && !works({ command: given, env: {} })) throw new Error(`CHROMIUM is "${given}", which does not run.`);
  const found = given ? { command: given, env: {} } : installed();
  if (found) return found;
  const cache = moduleFile('.cache/tertulia/chromium');
  const lock = await waitForLock(`${cache}.lock`);
  try {
    const browser = installed() ?? unpacked(cache) ?? installAsRoot() ?? unpack(cache);
    if (!browser) throw new Error(ADVICE);
    return browser;
  } finally {
    lock.release();
  }
}

/** @returns {Browser | undefined} */
function installed() {
  for (const name of NAMES) {
    const command = find(name);
    // Ubuntu's package is a script that asks for a snap.
    if (command && works({ command, env: {} })) return { command, env: {} };
  }
  return undefined;
}

/** @param {Browser} browser */
function works({ command, env }) {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8', env: { ...process.env, ...env } });
  return status === 0 && /Chrom/.test(stdout);
}

function installAsRoot() {
  if (process.getuid?.() !== 0 || !find('apt-get')) return undefined;
  console.log('Installing Chromium for the tests in a browser: apt-get install chromium');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', 'chromium'];
  const apt = (/** @type {string[]} */ args) => spawnSync('apt-get', args, { encoding: 'utf8', env }).status === 0;
  if (!apt(install) && !(apt(['update', '-qq']) && apt(install))) return undefined;
  return installed();
}

/** @param {string} cache */
function unpack(cache) {
  if (!find('apt-get') || !find('dpkg-deb')) return undefined;
  console.log('Chromium is not installed and this is not root: unpacking the packages under node_modules/.cache');
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const script = `
    missing=$(apt-get install --simulate --no-install-recommends chromium | sed -n 's/^Inst \\([^ ]*\\) .*/\\1/p')
    test -n "$missing" && apt-get download -q $missing &&
      for file in *.deb; do dpkg-deb -x "$file" . && rm "$file" || exit 1; done`;
  const { status } = spawnSync('sh', ['-c', script], { cwd: cache, encoding: 'utf8' });
  const browser = status === 0 ? unpacked(cache) : undefined;
  if (!browser) rmSync(cache, { recursive: true, force: true });
  return browser;
}

/** @param {string} cache */
function unpacked(cache) {
  const command = join(cache, 'usr/lib/chromium/chromium');
  if (!existsSync(command)) return undefined;
  const libraries = readdirSync(join(cache, 'usr/lib'))
    .filter((name) => name.includes('-linux-'))
    .flatMap((name) => [join(cache, 'usr/lib', name), join(cache, 'usr/lib', name, 'pulseaudio')]);
  const fonts = join(cache, 'etc/fonts');
  const env = { LD_LIBRARY_PATH: libraries.join(':'), ...(existsSync(fonts) && { FONTCONFIG_PATH: fonts }) };
  return works({ command, env }) ? { command, env } : undefined;
}
