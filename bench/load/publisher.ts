import { Agent, request } from 'node:http';
import { nextClientId } from './body.js';
import type { ChatClient } from './chat-client.js';
import { gather } from './crowd.js';
import type { Person, StreamsPlan } from './plan.js';

/** Puts messages where the subscribers' events come from. Each writer has one under way. */
export interface Publisher {
  /** Resolves once it was answered. */
  publish(writer: number, body: string): Promise<void>;
}

export async function publisherOf({ port, writers, publishing }: StreamsPlan): Promise<Publisher> {
  if (publishing.by === 'post') return new PostPublisher(port, publishing.path);
  const { people } = publishing;
  return SocketPublisher.connect(port, people.slice(0, writers));
}

/** For servers that have no other door. */
class PostPublisher implements Publisher {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    private readonly port: number,
    private readonly path: string,
  ) {}

  publish(_writer: number, body: string): Promise<void> {
    const { port, path, agent } = this;
    const content = JSON.stringify({ clientId: nextClientId(), body });
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) };
    return new Promise((resolve, reject) => {
      const sent = request({ port, path, method: 'POST', agent, headers }, (response) => {
        if (response.statusCode !== 201) reject(new Error(`a publication was answered ${response.statusCode}`));
        response.on('end', resolve).resume();
      });
      sent.on('error', reject).end(content);
    });
  }
}

/** By `message:send`, as chat clients do; a writer's first channel is meant. */
class SocketPublisher implements Publisher {
  private readonly waiting: ((failure: Error | null) => void)[] = [];
  private clients: ChatClient[] = [];
  private failure: string | null = null;

  private constructor(private readonly people: Person[]) {}

  static async connect(port: number, people: Person[]): Promise<SocketPublisher> {
    const publisher = new SocketPublisher(people);
    publisher.clients = await gather({
      target: { dialect: 'socket.io', ports: [port], compress: false },
      people,
      concurrency: people.length,
      watchEvery: 0,
      events: () => ({
        onAck: (id, ok) => publisher.waiting[id]?.(ok ? null : new Error('a message was refused')),
        onDelivered: () => undefined,
        onSeen: () => undefined,
        onIdle: () => undefined,
        onFailure: (reason) => (publisher.failure ??= reason),
      }),
    });
    return publisher;
  }

  publish(writer: number, body: string): Promise<void> {
    if (this.failure !== null) return Promise.reject(new Error(this.failure));
    return new Promise((resolve, reject) => {
      this.waiting[writer] = (failure) => (failure ? reject(failure) : resolve());
      const client = this.clients[writer];
      client?.send(writer, this.people[writer]?.channels[0] ?? '', nextClientId(), body);
      client?.flush();
    });
  }
}
