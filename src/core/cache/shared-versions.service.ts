import { Injectable } from '@nestjs/common';
import type { GroupRead } from '../database/group-read.js';
import { GroupReads } from '../database/group-reads.js';

/** `directory`: public channels as a list, but for where their logs stand. `people`: what others see of anybody. */
type SharedVersion = 'directory' | 'people';

/** Where the shared versions stand now. */
@Injectable()
export class SharedVersions {
  private readonly versions: GroupRead<SharedVersion, number>;

  constructor(reads: GroupReads) {
    this.versions = reads.define({
      name: 'shared_versions',
      text: `SELECT asked.n, v.version FROM unnest($1::text[]) WITH ORDINALITY AS asked (name, n)
        JOIN shared_versions v ON v.name = asked.name`,
      columns: (names) => [names],
      keyOf: (name) => name,
      toValue: ([, version]) => Number(version),
    });
  }

  async read(name: SharedVersion): Promise<number> {
    return (await this.versions.read(name)) ?? 0;
  }
}
