import { expect, it } from 'vitest';
import { AppConfig } from '../core/config/app-config.js';
import { DocsController } from './docs.controller.js';

it('the document of the socket events is made once, whoever asks for it and how often', () => {
  const controller = new DocsController(
    AppConfig.load({
      DATABASE_URL: 'postgresql://localhost/x',
      REDIS_URL: 'redis://localhost',
      JWT_SECRET: 'x'.repeat(32),
    }),
  );
  expect(controller.asyncApi()).toBe(controller.asyncApi());
});
