import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { freePort } from '../../scripts/ports.mjs';
import { until } from './cluster/until.js';

const WITHIN_MS = 60_000;

const Value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.int(), z.string().transform(Number)]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
});
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .default([])
  .transform((pairs) =>
    Object.fromEntries(
      pairs.map(({ key, value }) => [
        key,
        value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? null,
      ]),
    ),
  );
const OtlpSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  name: z.string(),
  kind: z.int(),
  startTimeUnixNano: z.coerce.number(),
  endTimeUnixNano: z.coerce.number(),
  attributes: Attributes,
  events: z.array(z.unknown()).default([]),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.object({ code: z.int().default(0), message: z.string().optional() }).default({ code: 0 }),
});
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(OtlpSpan) })),
    }),
  ),
});

/** A span as it came, with the process that sent it. */
export interface CollectedSpan extends z.infer<typeof OtlpSpan> {
  resource: Record<string, string | number | boolean | null>;
}

/** An OTLP collector over HTTP and JSON on loopback, which keeps what it is sent. */
export class TraceCollector {
  readonly spans: CollectedSpan[] = [];
  /** Requests that came, answered or not. */
  requests: { path: string; headers: IncomingMessage['headers']; text: string }[] = [];
  /** Says nothing to whoever sends. */
  hanging = false;
  private server: Server | undefined;

  private constructor(private readonly port: number) {}

  static async start(): Promise<TraceCollector> {
    const collector = new TraceCollector(await freePort());
    await collector.listen();
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** One trace, once `complete` holds for its spans and the parent of each is there: processes send theirs when they like. */
  async trace(traceId: string, complete: (spans: CollectedSpan[]) => boolean): Promise<Trace> {
    const found = () => new Trace(this.spans.filter((span) => span.traceId === traceId));
    const state = () => `the trace ${traceId}: ${JSON.stringify(found().spans.map(({ name }) => name))}`;
    const whole = () => complete(found().spans) && found().orphans().length === 0;
    await until(state, whole, WITHIN_MS);
    return found();
  }

  /** Away: connections are refused. `listen` brings it back at the same place. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  async listen(): Promise<void> {
    const server = createServer((request, response) => void this.take(request, response));
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.server = server;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request).catch(() => null);
    if (!body) return;
    this.requests.push({ path: request.url ?? '', headers: request.headers, text: body.toString('latin1') });
    if (this.hanging) return;
    if (request.headers['content-type'] === 'application/json') this.keep(body);
    response.writeHead(200, { 'content-type': request.headers['content-type'] ?? '' }).end();
  }

  private keep(body: Buffer): void {
    for (const { resource, scopeSpans } of Export.parse(JSON.parse(body.toString('utf8'))).resourceSpans) {
      const spans = scopeSpans.flatMap((scope) => scope.spans);
      this.spans.push(...spans.map((span) => ({ ...span, resource: resource.attributes })));
    }
  }
}

/** One trace, asked by the names of its spans. */
export class Trace {
  private readonly byId: Map<string, CollectedSpan>;

  constructor(readonly spans: CollectedSpan[]) {
    this.byId = new Map(spans.map((span) => [span.spanId, span]));
  }

  all(name: string): CollectedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  the(name: string): CollectedSpan {
    const [only, ...more] = this.all(name);
    if (!only || more.length > 0) throw new Error(`${more.length + (only ? 1 : 0)} spans are called ${name}`);
    return only;
  }

  /** Those whose parent did not come. */
  orphans(): string[] {
    const lost = this.spans.filter(({ parentSpanId }) => parentSpanId !== '' && !this.byId.has(parentSpanId));
    return lost.map(({ name }) => name);
  }

  /** Names from the trace's first span down to this one. */
  path(span: CollectedSpan): string[] {
    const parent = this.byId.get(span.parentSpanId);
    return [...(parent ? this.path(parent) : []), span.name];
  }

  /** Of the spans of this name, the processes that they were made in. */
  processes(name: string): string[] {
    const ids = this.all(name).map(({ resource }) => String(resource['service.instance.id']));
    return [...new Set(ids)];
  }
}
