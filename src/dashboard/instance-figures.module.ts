import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { ClusterFigures } from './cluster-figures.service.js';
import { EventLoopDelay } from './event-loop-delay.js';
import { InstanceReporter } from './instance-reporter.js';
import { OwnConnections } from './own-connections.js';
import { OwnCounts } from './own-counts.js';
import { OwnFigures } from './own-figures.js';
import { SystemWatch } from './system-watch.js';

/** What every process tells of itself, and hears of the others. */
@Module({})
export class InstanceFiguresModule {
  /** For a process of this kind; `imports` has what its connections are counted with. */
  static of(connections: Type<OwnConnections>, imports: ModuleMetadata['imports'] = []): DynamicModule {
    return {
      module: InstanceFiguresModule,
      imports,
      providers: [
        { provide: OwnConnections, useClass: connections },
        OwnCounts,
        OwnFigures,
        EventLoopDelay,
        InstanceReporter,
        ClusterFigures,
        SystemWatch,
      ],
      exports: [ClusterFigures],
    };
  }
}
