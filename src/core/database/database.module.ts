import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AppConfig, ConfigurationError } from '../config/app-config.js';
import { DatabaseMetrics } from './database.metrics.js';
import { pooledOptions } from './database.options.js';
import { GroupReads } from './group-reads.js';
import { WriterConnection } from './writer-connection.js';

@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [AppConfig],
      useFactory: ({ database }: AppConfig) => ({
        ...pooledOptions(database),
        autoLoadEntities: true,
        retryAttempts: 10,
        retryDelay: 1000,
      }),
    }),
  ],
  providers: [WriterConnection, GroupReads, DatabaseMetrics],
  exports: [WriterConnection, GroupReads],
})
export class DatabaseModule implements OnModuleInit {
  constructor(private readonly dataSource: DataSource) {}

  async onModuleInit(): Promise<void> {
    if (await this.dataSource.showMigrations()) {
      throw new ConfigurationError('The database schema is not up to date. Run: node dist/cli.js migrate');
    }
  }
}
