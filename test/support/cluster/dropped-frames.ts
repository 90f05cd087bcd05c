import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ClusterOptions } from './cluster.js';

const Count = z.object({ seen: z.int(), dropped: z.int() });

/** Instances that lose this share of the frames between them, and the count of what they lost. */
export class DroppedFrames {
  private readonly dir = mkdtempSync(join(tmpdir(), 'dropped-frames-'));

  constructor(private readonly share: number) {}

  get options(): ClusterOptions {
    return {
      nodeArgs: ['--import', new URL('drop-frames.ts', import.meta.url).href],
      env: { DROP_FRAMES_SHARE: String(this.share), DROP_FRAMES_DIR: this.dir },
    };
  }

  get count(): number {
    return readdirSync(this.dir)
      .filter((file) => file.endsWith('.json'))
      .map((file) => Count.parse(JSON.parse(readFileSync(join(this.dir, file), 'utf8'))))
      .reduce((sum, { dropped }) => sum + dropped, 0);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
