/** Something that has a value now and says when it has another. `snapshot` answers the same object until then. */
export interface Observable<T> {
  readonly snapshot: () => T;
  /** Answers how to end it. The listener is called without the value: it asks for the snapshot. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** One that throws keeps neither the others from hearing nor what is told from going on. */
export function tell<T>(listener: (given: T) => void, given: T): void {
  try {
    listener(given);
  } catch (error) {
    // The application's own error, told as such.
    setTimeout(() => {
      throw error;
    });
  }
}

/** An observable whose value is made from state that its owner keeps, when it is asked for and not before. */
export class View<T> implements Observable<T> {
  readonly #make: () => T;
  readonly #listeners = new Set<() => void>();
  #made: { value: T } | null = null;

  constructor(make: () => T) {
    this.#make = make;
  }

  readonly snapshot = (): T => {
    this.#made ??= { value: this.#make() };
    return this.#made.value;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Its owner's state is another now. */
  changed(): void {
    this.#made = null;
    for (const listener of this.#listeners) tell(listener, undefined);
  }
}

/** Resolves once the value fits, at once where it does already. */
export function when<T>(observable: Observable<T>, fits: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const look = (): void => {
      const value = observable.snapshot();
      if (!fits(value)) return;
      done();
      resolve(value);
    };
    const done = observable.subscribe(look);
    look();
  });
}
