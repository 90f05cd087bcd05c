import { ChatClient, type ChatEvents } from './chat-client.js';
import type { Person, Target } from './plan.js';

const JOIN_TIMEOUT_MS = 60_000;

export interface CrowdOptions {
  target: Target;
  people: Person[];
  /** Sockets that may be connecting at one time. */
  concurrency: number;
  /** Every how many-th client watches; 0 for none. */
  watchEvery: number;
  events: (index: number) => Omit<ChatEvents, 'onReady'>;
}

/** Connects everybody and resolves when the last one is in its rooms. Instances take turns. */
export function gather(options: CrowdOptions): Promise<ChatClient[]> {
  const { target, people, concurrency, watchEvery, events } = options;
  const clients: ChatClient[] = [];
  let ready = 0;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`only ${ready} of ${people.length} sockets joined in ${JOIN_TIMEOUT_MS / 1000} s`)),
      JOIN_TIMEOUT_MS,
    );
    const connectNext = (): void => {
      const index = clients.length;
      const person = people[index];
      const port = target.ports[index % target.ports.length];
      if (!person || port === undefined) return;
      let isReady = false;
      const onReady = (): void => {
        if (isReady) return;
        isReady = true;
        if (++ready === people.length) {
          clearTimeout(timer);
          resolve(clients);
        } else connectNext();
      };
      const watching = watchEvery > 0 && index % watchEvery === 0;
      const { dialect, compress } = target;
      clients.push(new ChatClient({ dialect, port, compress, person, watching }, { ...events(index), onReady }));
    };
    for (let started = 0; started < Math.min(concurrency, people.length); started++) connectNext();
  });
}
