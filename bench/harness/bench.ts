import type { z } from 'zod';
import {
  ConnectResult,
  InsertResult,
  NotifyResult,
  ReadResult,
  SaveResult,
  StreamsResult,
  TrafficPlan,
  TrafficResult,
  type ConnectPlan,
  type InsertPlan,
  type LoadResult,
  type NotifyPlan,
  type Plan,
  type ReadPlan,
  type SavePlan,
  type StreamsPlan,
} from '../load/plan.js';
import { runLoad, waitForQuiet, type Costs, type Measured } from './measure.js';
import type { Options } from './options.js';
import { asPeople, type Population } from './population.js';
import type { Samples } from './samples.js';
import type { Server } from './stack.js';
import type { Ground, LaunchOptions, Running, Subject } from './subject.js';

const QUIET_PATIENCE_MS = 1_500;
const QUICK_PATIENCE_MS = 400;
const DISTURBED_SHARE = 0.25;
const RETAKES = 12;

export type TrafficShape = Omit<z.input<typeof TrafficPlan>, 'kind' | 'target' | 'people'>;

/** What the sections work with: subjects to launch, turns to take, figures to keep. */
export class Bench {
  /** Messages that each running subject has acked, to be compared with what it stored. */
  private readonly acked = new Map<Running, number>();
  private readonly running = new Set<Running>();
  /** CPU of others during the measured times, as shares of one core. */
  readonly noise: number[] = [];
  private retakes: number;

  constructor(
    readonly ground: Ground,
    readonly options: Options,
    readonly samples: Samples,
    readonly subjects: { product: Subject[]; naive: Subject; naiveInsert: Subject; ws: Subject },
    private readonly servers: { postgres: Server; redis: Server },
  ) {
    this.retakes = options.quick ? 0 : RETAKES;
  }

  log(text: string): void {
    console.log(text);
  }

  async launch(subject: Subject, options: LaunchOptions): Promise<Running> {
    const running = await subject.launch(this.ground, options);
    this.running.add(running);
    this.acked.set(running, 0);
    return running;
  }

  /** Stops a subject after comparing what it acked with what it stored. */
  async finish(running: Running): Promise<void> {
    const stored = await running.stored();
    const acked = this.acked.get(running) ?? 0;
    await this.stop(running);
    if (!stored) return;
    if (stored.messages !== acked || stored.broken > 0) {
      throw new Error(
        `${running.subject.name} acked ${acked} messages, stored ${stored.messages}, ${stored.broken} of them wrong`,
      );
    }
  }

  async stopAll(): Promise<void> {
    await Promise.allSettled([...this.running].map((running) => this.stop(running)));
  }

  async traffic(running: Running, population: Population, shape: TrafficShape): Promise<Measured<TrafficResult>> {
    const people = asPeople(population, this.ground.jwtSecret);
    const plan = TrafficPlan.parse({ kind: 'traffic', target: this.target(running), people, ...shape });
    return this.undisturbed(async () => {
      const { result, cpu } = await this.turn(plan, running);
      const traffic = TrafficResult.parse(result);
      if (traffic.gaps > 0) throw new Error(`${running.subject.name}: ${traffic.gaps} deliveries were out of order`);
      this.acked.set(running, (this.acked.get(running) ?? 0) + traffic.totalAcked);
      return { result: traffic, cpu };
    });
  }

  async connect(running: Running, population: Population, concurrency: number): Promise<Measured<ConnectResult>> {
    const plan = this.connectPlan(running, population, concurrency, false);
    return this.undisturbed(async () => {
      const { result, cpu } = await this.turn(plan, running);
      return { result: ConnectResult.parse(result), cpu };
    });
  }

  /** Connects and leaves the sockets idle until `release`. */
  async hold(running: Running, population: Population, concurrency: number): Promise<() => Promise<void>> {
    const { release } = await runLoad(this.connectPlan(running, population, concurrency, true), this.costs(running));
    return release;
  }

  async inserts(plan: Omit<InsertPlan, 'kind'>): Promise<InsertResult> {
    const { result } = await this.turn({ kind: 'insert', ...plan });
    return InsertResult.parse(result);
  }

  async notify(running: Running, plan: Omit<NotifyPlan, 'kind' | 'target'>): Promise<Measured<NotifyResult>> {
    return this.undisturbed(async () => {
      const { result, cpu } = await this.turn({ kind: 'notify', target: this.target(running), ...plan }, running);
      const notified = NotifyResult.parse(result);
      this.acked.set(running, (this.acked.get(running) ?? 0) + notified.acked);
      return { result: notified, cpu };
    });
  }

  /** Without a path, messages are sent over sockets. `look` is asked while the subscribers are still there. */
  async streams(
    running: Running,
    population: Population,
    plan: Omit<StreamsPlan, 'kind' | 'port' | 'tokens' | 'publishing'> & { publishPath: string | null },
    look: () => number,
  ): Promise<Measured<StreamsResult> & { held: number }> {
    const people = asPeople(population, this.ground.jwtSecret);
    const tokens = people.map(({ token }) => token);
    const [port = 0] = running.ports;
    const { publishPath: path, ...rest } = plan;
    const publishing = path === null ? { by: 'socket' as const, people } : { by: 'post' as const, path };
    let held = 0;
    const measured = await this.undisturbed(async () => {
      const { result, cpu } = await this.turn(
        { kind: 'streams', port, tokens, publishing, ...rest },
        running,
        () => (held = look()),
      );
      const streamed = StreamsResult.parse(result);
      this.acked.set(running, (this.acked.get(running) ?? 0) + streamed.totalPublished);
      return { result: streamed, cpu };
    });
    return { ...measured, held };
  }

  async reads(running: Running, plan: Omit<ReadPlan, 'kind'>): Promise<Measured<ReadResult>> {
    return this.undisturbed(async () => {
      const { result, cpu } = await this.turn({ kind: 'read', ...plan }, running);
      return { result: ReadResult.parse(result), cpu };
    });
  }

  async saves(plan: Omit<SavePlan, 'kind'>): Promise<Measured<SaveResult>> {
    return this.undisturbed(async () => {
      const { result, cpu } = await this.turn({ kind: 'save', ...plan });
      return { result: SaveResult.parse(result), cpu };
    });
  }

  private async turn(plan: Plan, running?: Running, look?: () => void) {
    await waitForQuiet(this.options.quick ? QUICK_PATIENCE_MS : QUIET_PATIENCE_MS);
    const turn = await runLoad(plan, this.costs(running));
    look?.();
    await turn.release();
    return turn;
  }

  /** Takes a turn again when others used the machine meanwhile: once, and not without end over a run. */
  private async undisturbed<R extends LoadResult>(take: () => Promise<Measured<R>>): Promise<Measured<R>> {
    const share = ({ result, cpu }: Measured<R>): number => cpu.foreign / result.seconds;
    let turn = await take();
    if (share(turn) > DISTURBED_SHARE && this.retakes > 0) {
      this.retakes--;
      turn = await take();
    }
    this.noise.push(share(turn));
    return turn;
  }

  private connectPlan(running: Running, population: Population, concurrency: number, hold: boolean): ConnectPlan {
    const people = asPeople(population, this.ground.jwtSecret);
    return { kind: 'connect', target: this.target(running), people, concurrency, hold };
  }

  private target({ subject, ports, compress }: Running): TrafficPlan['target'] {
    return { dialect: subject.dialect, ports, compress };
  }

  private costs(running?: Running): Costs {
    return {
      servers: running?.pids ?? [],
      worker: running?.workerPid ?? null,
      postgres: this.servers.postgres.pid,
      redis: this.servers.redis.pid,
    };
  }

  private async stop(running: Running): Promise<void> {
    this.running.delete(running);
    await running.stop();
  }
}
