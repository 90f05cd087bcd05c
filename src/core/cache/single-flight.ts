import { DomainError } from '../errors/domain-error.js';

/** A refusal is meant for whoever fetched; others may be let in. */
const isRefusal = (error: unknown) => error instanceof DomainError && error.code !== 'unavailable';

/** Those who ask for the same while it is being fetched wait for it together. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Promise<T>>();

  do(key: string, fetch: () => Promise<T>): Promise<T> {
    const running = this.flights.get(key);
    if (running) {
      return running.catch((error: unknown) => (isRefusal(error) ? fetch() : Promise.reject(error as Error)));
    }
    const flight = fetch().finally(() => {
      if (this.flights.get(key) === flight) this.flights.delete(key);
    });
    this.flights.set(key, flight);
    return flight;
  }

  /** Who comes from now on begins anew. */
  leave(key: string): void {
    this.flights.delete(key);
  }
}
