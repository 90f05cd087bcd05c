import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import { Problem } from '../../src/contract/errors.js';

const Json = z.record(z.string(), z.unknown());
const OpenApi = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), Json) }))),
});
const AsyncApi = z.object({ components: z.object({ messages: z.record(z.string(), z.object({ name: z.string() })) }) });
const STREAM = 'text/event-stream';
const Succeeded = z.object({ ok: z.literal(true) });
const WithContent = z.object({ content: z.record(z.string(), z.unknown()) });

interface Route {
  method: string;
  path: string;
  pattern: RegExp;
  responses: Record<string, unknown>;
}

export interface RestAnswer {
  method: string;
  path: string;
  status: number;
  contentType: string;
  body: unknown;
}

/** What a server says of itself. */
class Documents {
  readonly routes: Route[];
  readonly messages = new Map<string, string>();
  private readonly ajv = addFormats.default(new Ajv({ strict: false, allErrors: false, validateSchema: false }));
  private readonly compiled = new Map<string, ValidateFunction>();
  private static readonly known = new Map<string, Documents>();

  /** Servers of one process say the same, which is compiled once. */
  static async of(url: string): Promise<Documents> {
    const text = async (path: string) => (await fetch(url + path)).text();
    const [openApi, asyncApi] = await Promise.all([text('/docs-json'), text('/docs/async')]);
    const key = openApi + asyncApi;
    const documents = this.known.get(key) ?? new Documents(openApi, asyncApi);
    this.known.set(key, documents);
    return documents;
  }

  private constructor(openApiText: string, asyncApiText: string) {
    const openApi = Json.parse(JSON.parse(openApiText));
    const asyncApi = Json.parse(JSON.parse(asyncApiText));
    closeObjects(openApi['components']);
    this.ajv.addSchema({ $id: 'open', ...openApi }).addSchema({ $id: 'async', ...asyncApi });
    this.routes = Object.entries(OpenApi.parse(openApi).paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({
        method: method.toUpperCase(),
        path,
        // A path with a parameter also fits one that is spelled out (`/users/me`): those come first in the document.
        pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
        responses,
      })),
    );
    for (const [key, { name }] of Object.entries(AsyncApi.parse(asyncApi).components.messages)) {
      this.messages.set(key.startsWith('event_') ? `event ${name}` : name, key);
    }
  }

  /** Null where the data is as the schema says. */
  faultOf(pointer: string, data: unknown): string | null {
    let validate = this.compiled.get(pointer);
    if (!validate) this.compiled.set(pointer, (validate = this.ajv.compile({ $ref: pointer })));
    return validate(data) ? null : this.ajv.errorsText(validate.errors);
  }
}

/** Holds what clients saw against `/docs-json` and `/docs/async`, field by field: what they do not say is drift too. */
export class Conformance {
  readonly violations: string[] = [];
  /** What was seen: `GET /api/v1/users/me 200`, `event ready`, `echo (ack) ok`, `echo (ack) refused`. */
  readonly seen = new Set<string>();
  private documents: Documents | undefined;

  async load(url: string): Promise<void> {
    this.documents = await Documents.of(url);
  }

  get routes(): Route[] {
    return this.said.routes;
  }

  rest({ method, path, status, contentType, body }: RestAnswer): void {
    const route = this.routeOf(method, path);
    if (status >= 400) {
      const told = contentType.startsWith('application/problem+json');
      const problem = Problem.strict().safeParse(body);
      if (!told || !problem.success) this.violate(`${method} ${path} ${status}`, 'is no problem document', body);
      return;
    }
    if (!route) {
      if (path.startsWith('/api/')) this.violate(`${method} ${path}`, 'is not a documented route', body);
      return;
    }
    const name = `${route.method} ${route.path} ${status}`;
    this.seen.add(name);
    const response = route.responses[String(status)];
    if (response === undefined) return this.violate(name, 'is not a documented status', body);
    const content = WithContent.safeParse(response);
    if (!content.success) {
      if (body !== null) this.violate(name, 'is documented without a body', body);
      return;
    }
    const type = contentType.split(';')[0] ?? '';
    if (!(type in content.data.content)) return this.violate(name, `is not documented as ${type}`, body);
    // What comes over a stream is seen event by event.
    if (type !== STREAM) this.check(name, schemaOf(route, status, type), body);
  }

  /** The data of an event that came over the stream of this path. */
  streamed(path: string, data: unknown): void {
    const route = this.routeOf('GET', path);
    if (!route) return this.violate(`stream ${path}`, 'is not a documented route', data);
    this.seen.add(`GET ${route.path} 200`);
    this.check(`stream ${route.path}`, schemaOf(route, 200, STREAM), data);
  }

  event(event: string, data: unknown): void {
    this.seen.add(`event ${event}`);
    this.hold(`event ${event}`, data);
  }

  /** A request that the protocol does not know is refused in the form of every other. */
  ack(request: string, ack: unknown): void {
    const name = this.said.messages.has(request) ? `${request} (ack)` : 'channel:open (ack)';
    this.seen.add(`${name} ${Succeeded.safeParse(ack).success ? 'ok' : 'refused'}`);
    this.hold(name, ack);
  }

  verify(): void {
    if (this.violations.length === 0) return;
    throw new Error(`not what the documents say:\n${this.violations.slice(0, 10).join('\n')}`);
  }

  routeOf(method: string, path: string): Route | undefined {
    const [pathname = ''] = path.split('?');
    return this.said.routes.find((route) => route.method === method && route.pattern.test(pathname));
  }

  get documentedEvents(): string[] {
    return [...this.said.messages.keys()].filter((name) => name.startsWith('event '));
  }

  get documentedAcks(): string[] {
    return [...this.said.messages.keys()].filter((name) => name.endsWith('(ack)'));
  }

  private hold(name: string, data: unknown): void {
    const key = this.said.messages.get(name);
    if (!key) return this.violate(name, 'is not documented', data);
    this.check(name, `async#/components/messages/${escape(key)}/payload`, data);
  }

  private check(name: string, pointer: string, data: unknown): void {
    const fault = this.said.faultOf(pointer, data);
    if (fault !== null) this.violate(name, fault, data);
  }

  private get said(): Documents {
    if (!this.documents) throw new Error('the documents are not loaded yet');
    return this.documents;
  }

  private violate(name: string, why: string, data: unknown): void {
    if (this.violations.length < 100) {
      this.violations.push(`${name}: ${why}: ${JSON.stringify(data)?.slice(0, 500)}`);
    }
  }
}

const schemaOf = ({ method, path }: Route, status: number, type: string) =>
  `open#/paths/${escape(path)}/${method.toLowerCase()}/responses/${status}/content/${escape(type)}/schema`;

const escape = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** OpenAPI schemas are open unless they say otherwise; here a field that is not in them counts as drift. */
function closeObjects(node: unknown): void {
  if (Array.isArray(node)) return node.forEach(closeObjects);
  if (typeof node !== 'object' || node === null) return;
  if ('properties' in node && !('additionalProperties' in node)) {
    Object.assign(node, { additionalProperties: false });
  }
  Object.values(node).forEach(closeObjects);
}
