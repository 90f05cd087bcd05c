import { closeSync, openSync, readSync } from 'node:fs';
import { logSize } from './processes.mjs';

const POLL = 200;
const WARN = 40;
/** @type {Record<number, string>} */
const levels = { 40: 'warn', 50: 'error', 60: 'fatal' };

/**
 * Prints what is written to a log from now on that somebody at the terminal should see: warnings, errors, and lines
 * that are no log entries, such as a crash.
 *
 * @param {string} name
 * @param {string} logFile
 * @returns {{ flush: () => void, stop: () => void }} flush: prints what is there at this moment
 */
export function followLog(name, logFile) {
  let position = logSize(logFile);
  const read = () => {
    const size = logSize(logFile);
    if (size < position) position = 0;
    if (size === position) return;
    const buffer = Buffer.alloc(size - position);
    const file = openSync(logFile, 'r');
    const length = readSync(file, buffer, 0, buffer.length, position);
    closeSync(file);
    // Whole lines only: the rest of the last one comes with the next read.
    const end = buffer.lastIndexOf('\n', length - 1) + 1;
    position += end;
    for (const line of buffer.toString('utf8', 0, end).split('\n')) {
      const text = worthShowing(line);
      if (text) console.error(`[${name}] ${text}`);
    }
  };
  const timer = setInterval(read, POLL).unref();
  return {
    flush: read,
    stop() {
      clearInterval(timer);
      read();
    },
  };
}

/** @param {string} line */
function worthShowing(line) {
  if (!line.startsWith('{')) return line.trimEnd();
  try {
    const { level, msg, err } = JSON.parse(line);
    if (level < WARN) return undefined;
    const detail = err?.stack ?? err?.message;
    return `${levels[level] ?? level}: ${[msg, detail].filter(Boolean).join('\n')}`;
  } catch {
    return line;
  }
}
