const ANSWER_WITHIN_MS = 150;
const LEAVE_WITHIN_MS = 5_000;

type Word = 'anybody?' | 'taken' | 'leave' | 'left';

/** One tab at a time has the client and its store. A newcomer asks; whoever sits there answers, and leaves when told to. */
export class TabSeat {
  readonly #channel = new BroadcastChannel('tertulia seat');
  #leave: (() => Promise<void>) | null = null;

  constructor() {
    this.#channel.addEventListener('message', ({ data }) => void this.#heard(data as Word));
  }

  /** Whether another tab sits there. */
  isTaken(): Promise<boolean> {
    return this.#ask('anybody?', 'taken', ANSWER_WITHIN_MS);
  }

  /** Sits down. `leave` is called when another tab takes over, and resolves when it may. */
  take(leave: () => Promise<void>): void {
    this.#leave = leave;
  }

  /** Makes whoever sits there leave. Answers whether somebody did. */
  clear(): Promise<boolean> {
    return this.#ask('leave', 'left', LEAVE_WITHIN_MS);
  }

  async #heard(word: Word): Promise<void> {
    const leave = this.#leave;
    if (!leave) return;
    if (word === 'anybody?') this.#channel.postMessage('taken' satisfies Word);
    if (word !== 'leave') return;
    this.#leave = null;
    await leave();
    this.#channel.postMessage('left' satisfies Word);
  }

  #ask(question: Word, answer: Word, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (heard: boolean): void => {
        clearTimeout(timer);
        this.#channel.removeEventListener('message', hear);
        resolve(heard);
      };
      const hear = ({ data }: MessageEvent<Word>): void => {
        if (data === answer) done(true);
      };
      const timer = setTimeout(() => done(false), withinMs);
      this.#channel.addEventListener('message', hear);
      this.#channel.postMessage(question);
    });
  }
}
