import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientStore, MemoryStore } from '../../../client/src/main.js';

const WRITE_MS = 15;

/**
 * A disk under clients that die: a write takes its time, and one that is under way when its client dies is there, or is
 * not. Nothing that a dead client writes later gets to it.
 */
export class MortalStore {
  private readonly disk = new MemoryStore();
  private life = 0;

  constructor(private readonly random: () => number) {}

  /** For the client of this life alone. */
  mount(): ClientStore {
    const life = ++this.life;
    return {
      load: () => this.disk.load(),
      write: async (entries) => {
        const lucky = this.random() < 0.5;
        if (lucky && life === this.life) await this.disk.write(entries);
        await sleep(this.random() * WRITE_MS);
        if (life !== this.life) return new Promise(() => undefined);
        if (!lucky) await this.disk.write(entries);
      },
    };
  }

  /** The power goes. */
  die(): void {
    this.life++;
  }

  load(): ReturnType<MemoryStore['load']> {
    return this.disk.load();
  }
}
