import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../core/config/version.js';

/** OpenAPI of the REST calls, made from the controllers and the contract's schemas. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Tertulia')
    .setDescription('Errors are `application/problem+json` (RFC 9457); their `code` is stable.')
    .setVersion(VERSION)
    .addBearerAuth();
  return SwaggerModule.createDocument(app, builder.build());
}
