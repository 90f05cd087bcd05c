import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { configureWeb, webOptions } from './configure-web.js';
import { AppConfig } from './core/config/app-config.js';
import { startTracing } from './core/observability/trace-export.js';
import { start } from './start.js';
import { WebModule } from './web.module.js';

await start(async () => {
  const { http, tracing } = AppConfig.load();
  await startTracing(tracing, 'web');
  const app = configureWeb(await NestFactory.create<NestExpressApplication>(WebModule, webOptions));
  await app.listen(http.port, http.host);
});
