import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { setPrefix, webOptions } from './configure-web.js';
import { asyncApiDocument } from './docs/asyncapi.js';
import { openApiDocument } from './docs/openapi.js';
import { seed } from './seed.js';
import { WebModule } from './web.module.js';

/** Nobody waits at the other end of a command: a slow machine has all the time that it needs. */
const PATIENCE_MS = '60000';

export async function seedDemo(): Promise<void> {
  // The demo's people come uninvited, and say more in a second than people may.
  process.env['REGISTRATION'] = 'open';
  process.env['SEND_RATE'] = 'off';
  process.env['LOG_LEVEL'] ??= 'error';
  process.env['DATABASE_TIMEOUT_MS'] ??= PATIENCE_MS;
  const app = await NestFactory.createApplicationContext(WebModule, { logger: ['error'], abortOnError: false });
  await seed(app);
  await app.close();
}

export async function describeRest(): Promise<ReturnType<typeof openApiDocument>> {
  const app = await NestFactory.create<NestExpressApplication>(WebModule, { ...webOptions, preview: true });
  setPrefix(app);
  const document = openApiDocument(app);
  await app.close();
  return document;
}

export const describeEvents = asyncApiDocument;
