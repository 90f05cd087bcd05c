import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { conflict, unavailable } from '../errors/domain-error.js';

export interface StoredFile {
  content: Readable;
  bytes: number;
}

const KEY = /^[\w-]+(\/[\w-][\w.-]*)*$/;
const FULL = new Set(['ENOSPC', 'EDQUOT']);
const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Files on a disk that all instances share, each under a key of our own making (`jobs/<id>/input.csv`). */
@Injectable()
export class FileStore {
  private readonly root: string;

  constructor({ files }: AppConfig) {
    this.root = resolve(files.dir);
  }

  /** Whole or not at all: what is under the key appears once everything is on the disk. Answers the bytes. */
  async write(key: string, content: AsyncIterable<string | Uint8Array>, signal?: AbortSignal): Promise<number> {
    const path = this.pathOf(key);
    const part = `${path}.${randomUUID()}.part`;
    try {
      await mkdir(dirname(path), { recursive: true });
      const target = createWriteStream(part, { flush: true });
      await pipeline(content, target, { ...(signal && { signal }) });
      await rename(part, path);
      return target.bytesWritten;
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      throw FULL.has(codeOf(error)) ? conflict('The disk for files is full') : error;
    }
  }

  /** Null where there is no such file. */
  async read(key: string): Promise<StoredFile | null> {
    try {
      const file = await open(this.pathOf(key), 'r');
      const { size } = await file.stat();
      return { content: createReadStream('', { fd: file }), bytes: size };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw unavailable(error);
    }
  }

  /** A file, or all whose keys begin with it and a slash. Nothing happens where there is none. */
  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { recursive: true, force: true });
  }

  private pathOf(key: string): string {
    if (!KEY.test(key)) throw new Error(`not a key of a file: ${key}`);
    return join(this.root, key);
  }
}
