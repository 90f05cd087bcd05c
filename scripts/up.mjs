import { join } from 'node:path';
import { Stopped, aborted, ending } from './ending.mjs';
import { tryLock } from './lock.mjs';
import { supervisor } from './supervisor.mjs';
import { System } from './system.mjs';
import { HELP, readOptions } from './up-options.mjs';

/** @param {import('./up-options.mjs').Options} options */
async function up(options) {
  const lock = tryLock(join(options.dir, 'up.lock'));
  if (!('release' in lock)) {
    throw new Error(
      `Tertulia already runs on ${options.dir} (pid ${lock.heldBy}). Stop it first, or choose another DATA_DIR.`,
    );
  }
  const { signal, end } = ending({
    onRepeat() {
      console.log('Killing web and worker.');
      system.killApps();
    },
  });
  const system = new System(options, signal, supervisor({ giveUp: end, signal }));
  try {
    startPage(options.dir, await system.start());
    throw await aborted(signal);
  } catch (error) {
    // Aborts the signal also on a failure, so that nothing that ends from here on is started again.
    end(error);
    if (!(error instanceof Stopped)) throw error;
    console.log(`\nStopping (${error.message}) …`);
  } finally {
    await system.stop();
    lock.release();
  }
  console.log('Everything is stopped.');
}

/**
 * @param {string} dir
 * @param {{ urls: string[], logins: string }} running
 */
function startPage(dir, { urls, logins }) {
  const pages = [
    ['/', 'the web client'],
    ['/about', 'what else there is'],
    ['/docs', 'REST API'],
    ['/docs/async', 'socket events'],
    ['/admin/queues', 'queues, for administrators'],
    ['/health', 'health'],
    ...(process.env['SMTP_URL'] || process.env['NODE_ENV'] === 'production'
      ? []
      : [['/dev/mail', 'mails, which go nowhere else']]),
  ];
  const [first = '', ...others] = urls;
  console.log('\nTertulia is up.\n');
  for (const [path, what] of pages) console.log(`  ${`${first}${path}`.padEnd(36)} ${what}`);
  for (const url of others) console.log(`  ${`${url}/`.padEnd(36)} another web instance on the same data`);
  if (logins) console.log(`\n${logins}`);
  console.log(`\nLogs are in ${join(dir, 'logs')}; warnings and errors also appear here.\nCtrl-C stops everything.\n`);
}

try {
  const options = readOptions();
  if (options) await up(options);
  else console.log(HELP);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
