import { Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { WebModule } from '../../src/web.module.js';
import { WorkerModule } from '../../src/worker.module.js';

/** Looks up what every provider and controller asks for, and makes none of them: it needs no services. */
async function resolve(root: Type): Promise<void> {
  const app = await NestFactory.create(root, { preview: true, abortOnError: false, logger: false });
  await app.close();
}

@Injectable()
class Nowhere {}

@Injectable()
class Asking {
  constructor(readonly nowhere: Nowhere) {}
}

@Module({ exports: [Nowhere] })
class Promising {}

// The commands of cli.ts that start the application start the web's.
describe.each([WebModule, WorkerModule])('$name', (root) => {
  it('has all that its providers ask for', async () => {
    await expect(resolve(root)).resolves.toBeUndefined();
  });

  it('would not start with a provider that asks for what is not there', async () => {
    @Module({ imports: [root], providers: [Asking] })
    class Lacking {}
    await expect(resolve(Lacking)).rejects.toThrow(/dependencies of the Asking \(\?\).*Nowhere/s);
  });

  it('would not start with a module that exports what it does not provide', async () => {
    @Module({ imports: [root, Promising] })
    class Lacking {}
    await expect(resolve(Lacking)).rejects.toThrow(/Nowhere.*Promising/s);
  });
});
