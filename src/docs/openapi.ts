import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Problem } from '../contract/errors.js';
import { VERSION } from '../core/config/version.js';
import { Schemas } from './schemas.js';

/** OpenAPI of the REST calls, made from the controllers and the contract's schemas. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Tertulia')
    .setDescription('Errors are `application/problem+json` (RFC 9457); their `code` is stable.')
    .setVersion(VERSION)
    .addBearerAuth();
  return withRefusals(SwaggerModule.createDocument(app, builder.build()));
}

/** Every call may be refused, always in the same form. */
function withRefusals(document: OpenAPIObject): OpenAPIObject {
  const schemas = new Schemas();
  const refusal = {
    description: 'A refusal; its `code` says which',
    content: { 'application/problem+json': { schema: schemas.add(Problem, 'output') } },
  };
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      if (operation) operation.responses['default'] = refusal;
    }
  }
  const components = (document.components ??= {});
  components.schemas = Object.assign({}, components.schemas, schemas.named);
  return document;
}
