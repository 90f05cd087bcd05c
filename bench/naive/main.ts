import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { RedisIoAdapter } from './redis-io.adapter.js';

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
const redisUrl = process.env['REDIS_URL'];
if (redisUrl) app.useWebSocketAdapter(new RedisIoAdapter(app, redisUrl));
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT']), '127.0.0.1');
