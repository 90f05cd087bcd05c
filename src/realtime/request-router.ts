import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Ack } from '../contract/errors.js';
import { type RequestName, requests } from '../contract/socket-events.js';
import { AppConfig } from '../core/config/app-config.js';
import { DomainError, forbidden, notFound, rateLimited } from '../core/errors/domain-error.js';
import { toAckError, toDomainError } from '../core/errors/error-body.js';
import { parse } from '../core/errors/validation.js';
import { tracing } from '../core/observability/tracing.js';
import { RateLimitMetrics } from '../core/security/rate-limit.metrics.js';
import { isForGuests } from '../core/security/security.decorators.js';
import { FrameWriter } from './frame-writer.js';
import { REQUEST } from './on-request.decorator.js';
import { type RequestCounts, RequestMetrics } from './request.metrics.js';
import type { ClientSocket } from './socket.js';
import { interceptRequests, packetFunction } from './socket-internals.js';

type Handler = (socket: ClientSocket, input: unknown) => unknown;

interface Route {
  name: RequestName;
  handle: Handler;
  counts: RequestCounts;
  openToGuests: boolean;
}

type Reply = (answer: Ack<unknown>) => void;

/** Data of an ack of which the JSON is there already. */
export abstract class EncodedData {
  abstract encode(): string;
}

function encode(answer: Ack<unknown>): string {
  if (answer.ok && answer.data instanceof EncodedData) return `{"ok":true,"data":${answer.data.encode()}}`;
  return JSON.stringify(answer);
}

/**
 * Takes every request from every socket to the method that is marked for it: checks the payload, counts, answers
 * through the ack, whatever happens. One function for all sockets instead of a listener for each event of each socket.
 */
@Injectable()
export class RequestRouter implements OnApplicationBootstrap {
  private readonly logger = new Logger(RequestRouter.name);
  private readonly routes = new Map<string, Route>();
  private readonly onPacket = packetFunction((socket, event, payload, ackId) => {
    void this.route(socket, event, payload, (reply) => {
      if (ackId !== undefined) this.frames.ack(socket, ackId, encode(reply));
    });
  });

  /** Requests that may be answered with binary, and all of them where the hook is gone, come as ordinary events. */
  private readonly onEvent: (this: ClientSocket, event: unknown, ...args: unknown[]) => void;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly frames: FrameWriter,
    private readonly config: AppConfig,
    private readonly metrics: RequestMetrics,
    private readonly limits: RateLimitMetrics,
  ) {
    const route = this.route.bind(this);
    this.onEvent = function onEvent(event, ...args) {
      const ack = args.at(-1);
      const payload = args.length > 1 || typeof ack !== 'function' ? args[0] : undefined;
      // An event may be named by a number.
      void route(this, String(event), payload, (reply) => {
        if (typeof ack === 'function') ack(reply);
      });
    };
  }

  /** Every request of the contract must have its one handler, or the process does not start. */
  onApplicationBootstrap(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null) continue;
      const methods = instance as Record<string, Handler>;
      for (const method of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const handler = methods[method];
        const name = handler && (Reflect.getMetadata(REQUEST, handler) as RequestName | undefined);
        if (!name) continue;
        if (this.routes.has(name)) throw new Error(`Two methods handle the request ${name}`);
        const openToGuests = isForGuests([handler, instance.constructor]);
        this.routes.set(name, { name, handle: handler.bind(instance), counts: this.metrics.of(name), openToGuests });
      }
    }
    const missing = Object.keys(requests).filter((name) => !this.routes.has(name));
    if (missing.length > 0) throw new Error(`Nothing handles the requests ${missing.join(', ')}`);
  }

  bind(socket: ClientSocket): void {
    interceptRequests(socket, this.onPacket);
    socket.onAny(this.onEvent);
  }

  async route(socket: ClientSocket, event: string, payload: unknown, reply: Reply): Promise<void> {
    const from = performance.now();
    const found = this.routes.get(event);
    try {
      this.count(socket, event, from);
      const data = await (tracing.on ? this.traced(socket, event, payload) : this.call(socket, event, payload));
      socket.data.refused = 0;
      reply({ ok: true, data: data ?? null });
      found?.counts.ok.add();
      found?.counts.ack?.observe((performance.now() - from) / 1000);
    } catch (thrown) {
      const error = toDomainError(thrown);
      if (error.code === 'internal') this.logger.error({ err: thrown, event }, 'request failed');
      reply({ ok: false, error: toAckError(error) });
      this.metrics.refused(found?.name ?? null, error.code);
      this.refuse(socket, error);
    }
  }

  private call(socket: ClientSocket, event: string, payload: unknown): unknown {
    const found = this.routes.get(event);
    if (!found) throw notFound(`Request "${event.slice(0, 60)}"`);
    if (!found.openToGuests && socket.data.principal.guest) throw forbidden('Guests may not do this');
    return found.handle(socket, parse(requests[found.name].input, payload));
  }

  private traced(socket: ClientSocket, event: string, payload: unknown): unknown {
    const method = this.routes.get(event)?.name ?? 'unknown';
    const attributes = { 'rpc.system.name': 'socket.io', 'rpc.method': method };
    return tracing.openRequest(method, attributes).carry(() => this.call(socket, event, payload));
  }

  /** Sends have a rate of their own, per user. */
  private count({ data }: ClientSocket, event: string, now: number): void {
    const rate = this.config.limits.eventRate;
    if (!rate || event === 'message:send') return;
    if (now - data.windowAt >= rate.seconds * 1000) {
      data.windowAt = now;
      data.requests = 0;
    }
    if (++data.requests > rate.points) {
      this.limits.refusals.events.add();
      throw rateLimited(Math.max(1, Math.ceil(data.windowAt + rate.seconds * 1000 - now)));
    }
  }

  /** Whoever goes on after that many refusals in a row is a flood; each was answered. */
  private refuse(socket: ClientSocket, { code }: DomainError): void {
    if (code === 'unavailable' || code === 'internal') return;
    if (++socket.data.refused < this.config.limits.flood) return;
    if (socket.data.refused === this.config.limits.flood) this.metrics.flooded();
    this.logger.warn({ userId: socket.data.principal.userId, code }, 'socket closed: a flood of refused requests');
    // After the answers, which leave at the end of this turn.
    setImmediate(() => socket.disconnect(true));
  }
}
