import { Injectable } from '@nestjs/common';
import { Metrics } from '../observability/metrics.js';
import { Bus } from './bus.service.js';

/** How the link between the instances does. */
@Injectable()
export class BusMetrics {
  constructor(bus: Bus, metrics: Metrics) {
    metrics.gauge({
      name: 'tertulia_bus_healthy',
      help: '1 while publications arrive, 0 while the log in PostgreSQL has to serve',
      observe: () => [{ labels: {}, value: bus.healthy ? 1 : 0 }],
    });
    const losses = metrics.count({
      name: 'tertulia_bus_losses_total',
      help: 'Holes in the numbers of another instance: publications that did not arrive',
    });
    bus.onLoss(() => losses.add());
    const restored = metrics.count({
      name: 'tertulia_bus_restored_total',
      help: 'Times that the link worked again after it did not',
    });
    bus.onRestored(() => restored.add());
  }
}
