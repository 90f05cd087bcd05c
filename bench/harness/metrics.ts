import type { TrafficResult } from '../load/plan.js';
import type { Cpu, Measured } from './measure.js';

/** The figures of one turn, under the names that targets and tables use. CPU shares are of one core. */
export function trafficMetrics({ result, cpu }: Measured<TrafficResult>): Record<string, number> {
  const messages = result.acked || 1;
  const millions = result.delivered / 1e6 || 1;
  return {
    ackedPerSecond: result.acked / result.seconds,
    ackP50: result.ackMs.p50,
    ackP99: result.ackMs.p99,
    deliveriesPerSecond: result.delivered / result.seconds,
    deliveryP50: result.deliveryMs.p50,
    deliveryP99: result.deliveryMs.p99,
    bytesPerDelivery: result.bytes / (result.delivered || 1),
    cpuMicros: (serving(cpu) * 1e6) / messages,
    serverMicros: (cpu.server * 1e6) / messages,
    postgresMicros: (cpu.postgres * 1e6) / messages,
    redisMicros: (cpu.redis * 1e6) / messages,
    serverPerMillion: cpu.server / millions,
    servingPerMillion: serving(cpu) / millions,
    serverShare: cpu.server / result.seconds,
    loadShare: cpu.load / result.seconds,
  };
}

/** All that the message cost on the servers' side. */
const serving = (cpu: Cpu): number => cpu.server + cpu.postgres + cpu.redis;
