import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { WebClientPages } from './web-client.pages.js';

/** Where the build of `web/` is, seen from the sources and from `dist` alike. */
const FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** The application for browsers, built from `web/`. */
@Module({ providers: [{ provide: WebClientPages, useFactory: () => new WebClientPages(FOLDER) }] })
export class WebClientModule {}
