import { replaceEqualDeep } from '@tanstack/react-query';
import type { Observable } from '@tertulia/client';
import type { Dashboard } from '../../../src/contract/dashboard.js';
import { client } from '../core/client';
import { type Sample, sampleOf, withSample } from './samples';

export interface LiveState {
  /** Whether the stream is there now; null when it is over for good. */
  open: boolean | null;
  /** What did not change since the one before is the same object in it. */
  latest: Dashboard | null;
  samples: readonly Sample[];
}

/** The dashboard as the server's stream tells it, once a second, with the last minutes of it. */
export class LiveDashboard implements Observable<LiveState> {
  #state: LiveState = { open: false, latest: null, samples: [] };
  readonly #listeners = new Set<() => void>();

  readonly snapshot = (): LiveState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Listens to the stream. Answers how to end it. */
  readonly listen = (): (() => void) =>
    client.stream(
      '/dashboard/events',
      ({ event, data }) => {
        if (event === 'dashboard') this.#heard(data as Dashboard);
      },
      (open) => this.#become({ ...this.#state, open }),
    );

  #heard(dashboard: Dashboard): void {
    const { latest, samples } = this.#state;
    this.#become({
      open: true,
      latest: replaceEqualDeep(latest, dashboard),
      samples: dashboard.view === 'administrator' ? withSample(samples, sampleOf(dashboard)) : samples,
    });
  }

  #become(state: LiveState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
