import { tell } from './observable.js';

/** Listeners by the name of what they listen to. */
export class Events<E extends object> {
  readonly #listeners = new Map<keyof E, Set<(data: never) => void>>();

  on<N extends keyof E>(name: N, listener: (data: E[N]) => void): () => void {
    let listeners = this.#listeners.get(name);
    if (!listeners) this.#listeners.set(name, (listeners = new Set()));
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  emit<N extends keyof E>(name: N, data: E[N]): void {
    for (const listener of this.#listeners.get(name) ?? []) tell(listener as (given: E[N]) => void, data);
  }
}
