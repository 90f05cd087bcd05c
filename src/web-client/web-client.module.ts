import { Module } from '@nestjs/common';
import { WebClientPages } from './web-client.pages.js';

/** The application for browsers, built from `web/`. */
@Module({ providers: [WebClientPages] })
export class WebClientModule {}
