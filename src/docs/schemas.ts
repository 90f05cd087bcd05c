import { z } from 'zod';

export type JsonObject = Record<string, unknown>;

const DEFINITIONS = '#/definitions/';
const SCHEMAS = '#/components/schemas/';

/** The contract's schemas as JSON Schema. Those that have a name are collected, so that a document says each once. */
export class Schemas {
  readonly named: JsonObject = {};

  add(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
    const json = JSON.stringify(z.toJSONSchema(schema, { io, target: 'draft-7', unrepresentable: 'any' }));
    const { definitions, $schema: _, ...root } = JSON.parse(json.replaceAll(DEFINITIONS, SCHEMAS)) as JsonObject;
    Object.assign(this.named, definitions);
    return root;
  }
}
