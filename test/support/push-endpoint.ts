import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  randomUUID,
  verify,
} from 'node:crypto';
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Subscribe } from '../../src/contract/push.js';

const MAX_TOKEN_SECONDS = 86_400;
const RECORD_HEADER_BYTES = 21;
const TAG_BYTES = 16;

const JwtHeader = z.looseObject({ alg: z.literal('ES256') });
const VapidClaims = z.object({ aud: z.string(), exp: z.int(), sub: z.string() });
type VapidClaims = z.infer<typeof VapidClaims>;

/** A message as the browser got it: decrypted. */
export interface PushedMessage {
  payload: unknown;
  /** Bytes of the payload before encryption. */
  bytes: number;
  ttl: string | undefined;
  topic: string | undefined;
  urgency: string | undefined;
  claims: VapidClaims;
}

/** What the push service answers in place of 201; `slow` never answers. */
export type PushBehaviour = 'slow' | { status: number; headers?: Record<string, string>; body?: string };

/** A browser's subscription, with what the browser alone knows. */
export class PushBrowser {
  readonly messages: PushedMessage[] = [];
  /** Requests that came, answered well or not. */
  requests = 0;
  behaviour: PushBehaviour | null = null;
  private readonly keys: ECDH = createECDH('prime256v1');
  private readonly secret = randomBytes(16);

  constructor(readonly endpoint: string) {
    this.keys.generateKeys();
  }

  /** As `PushSubscription.toJSON()` gives it. */
  get subscription(): Subscribe {
    const [p256dh, auth] = [this.keys.getPublicKey('base64url'), this.secret.toString('base64url')];
    return { endpoint: this.endpoint, expirationTime: null, keys: { p256dh, auth } };
  }

  /** RFC 8291 (keys) over RFC 8188 (aes128gcm, one record). Throws where it was not encrypted for this browser. */
  decrypt(body: Buffer): Buffer {
    const [salt, idLength] = [body.subarray(0, 16), body.readUInt8(RECORD_HEADER_BYTES - 1)];
    const sender = body.subarray(RECORD_HEADER_BYTES, RECORD_HEADER_BYTES + idLength);
    const record = body.subarray(RECORD_HEADER_BYTES + idLength);
    if (record.length > body.readUInt32BE(16)) throw new Error('more than one record');
    const shared = this.keys.computeSecret(sender);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.keys.getPublicKey(), sender]);
    const ikm = derive(shared, this.secret, info, 32);
    const key = derive(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
    const nonce = derive(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(record.subarray(-TAG_BYTES));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -TAG_BYTES)), decipher.final()]);
    const end = padded.lastIndexOf(2);
    if (end === -1 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('not a last record');
    return padded.subarray(0, end);
  }
}

const derive = (key: Buffer, salt: Buffer, info: Buffer, length: number) =>
  Buffer.from(hkdfSync('sha256', key, salt, info, length));

/** A push service on loopback that is as strict as real ones: it checks the VAPID token and decrypts what it is given. */
export class PushEndpoint {
  /** Why requests were refused that should not have been. */
  readonly refusals: string[] = [];
  private readonly browsers = new Map<string, PushBrowser>();

  private constructor(
    private readonly http: HttpServer,
    readonly origin: string,
    /** The key that browsers subscribed with: messages signed with another are refused. */
    private readonly serverKey: string,
  ) {}

  static async start(serverKey: string): Promise<PushEndpoint> {
    const http = createServer();
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    const endpoint = new PushEndpoint(http, `http://127.0.0.1:${port}`, serverKey);
    http.on('request', (request: IncomingMessage, response: ServerResponse) => void endpoint.take(request, response));
    return endpoint;
  }

  browser(behaviour: PushBehaviour | null = null): PushBrowser {
    const path = `/push/${randomUUID()}`;
    const browser = new PushBrowser(`${this.origin}${path}`);
    browser.behaviour = behaviour;
    this.browsers.set(path, browser);
    return browser;
  }

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const browser = this.browsers.get(request.url ?? '');
    if (!browser) return void response.writeHead(404).end('no such subscription');
    browser.requests++;
    const { behaviour } = browser;
    if (behaviour === 'slow') return;
    if (behaviour) return void response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body);
    try {
      browser.messages.push(this.read(request, browser, Buffer.concat(chunks)));
      response.writeHead(201, { location: `${this.origin}/message/${randomUUID()}` }).end();
    } catch (error) {
      this.refusals.push(String(error));
      response.writeHead(400).end(String(error));
    }
  }

  private read({ headers, method }: IncomingMessage, browser: PushBrowser, body: Buffer): PushedMessage {
    if (method !== 'POST') throw new Error(`method ${method}`);
    if (headers['content-encoding'] !== 'aes128gcm') throw new Error('not aes128gcm');
    if (headers['ttl'] === undefined) throw new Error('no TTL');
    if (body.length > 4096) throw new Error('more than 4,096 bytes');
    const [topic, urgency] = [headers['topic'], headers['urgency']].map((value) => z.string().optional().parse(value));
    if (topic !== undefined && !/^[\w-]{1,32}$/.test(topic)) throw new Error(`topic ${topic}`);
    const claims = this.checkVapid(headers.authorization ?? '');
    const plain = browser.decrypt(body);
    const ttl = z.string().parse(headers['ttl']);
    return { payload: JSON.parse(plain.toString()), bytes: plain.length, ttl, topic, urgency, claims };
  }

  /** RFC 8292. */
  private checkVapid(authorization: string): VapidClaims {
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
    if (key !== this.serverKey) throw new Error('signed with another key than the subscription’s');
    const [header = '', payload = '', signature = ''] = token.split('.');
    JwtHeader.parse(decode(header));
    const point = Buffer.from(key, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
    const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
    const signed = Buffer.from(`${header}.${payload}`);
    const good = verify(
      'sha256',
      signed,
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    if (!good) throw new Error('the signature is not good');
    const claims = VapidClaims.parse(decode(payload));
    const secondsLeft = claims.exp - Date.now() / 1000;
    if (claims.aud !== this.origin) throw new Error(`aud ${claims.aud}`);
    if (secondsLeft <= 0 || secondsLeft > MAX_TOKEN_SECONDS) throw new Error(`exp in ${secondsLeft} s`);
    if (!/^(mailto:|https:)/.test(claims.sub)) throw new Error(`sub ${claims.sub}`);
    return claims;
  }
}

const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
