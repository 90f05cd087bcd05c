import type { Server } from './app.js';

/** The record separator between packets of one HTTP body: engine.io-protocol v4. */
const SEPARATOR = '\u001e';

/** HTTP long polling by hand. */
export class Polling {
  private constructor(
    private readonly url: string,
    readonly sid: string,
    readonly upgrades: string[],
  ) {}

  static async open(server: Server, instance = 0, headers: Record<string, string> = {}): Promise<Polling> {
    const url = `${server.urlOf(instance)}/socket.io/?EIO=4&transport=polling`;
    const text = await (await fetch(url, { headers })).text();
    const handshake: unknown = JSON.parse(text.slice(1));
    if (typeof handshake !== 'object' || handshake === null || !('sid' in handshake) || !('upgrades' in handshake)) {
      throw new Error(`no handshake: ${text}`);
    }
    return new Polling(
      `${url}&sid=${String(handshake.sid)}`,
      String(handshake.sid),
      [handshake.upgrades].flat().map(String),
    );
  }

  /** Connected to the default namespace; answers what came with that. */
  async join(token: string): Promise<string[]> {
    await this.post([`40${JSON.stringify({ token })}`]);
    const packets: string[] = [];
    while (!packets.some((packet) => packet.startsWith('42["ready"'))) packets.push(...(await this.poll()));
    return packets;
  }

  /** The status of the answer. */
  async post(packets: string[]): Promise<number> {
    return this.postRaw(packets.join(SEPARATOR));
  }

  async postRaw(body: string, contentType = 'text/plain;charset=UTF-8'): Promise<number> {
    const response = await fetch(this.url, { method: 'POST', body, headers: { 'content-type': contentType } });
    await response.text();
    return response.status;
  }

  /** The next packets, without the server's pings, which are answered. */
  async poll(): Promise<string[]> {
    const response = await fetch(this.url);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`poll answered ${response.status}: ${text}`);
    const packets = text.split(SEPARATOR);
    if (packets.includes('2')) await this.post(['3']);
    return packets.filter((packet) => packet !== '2');
  }
}
