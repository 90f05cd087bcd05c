import { BullModule } from '@nestjs/bullmq';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { ProducerModule } from '../queue/queue.module.js';
import { CatchingTransport } from './catching.transport.js';
import { CaughtMailsModule } from './caught-mails.module.js';
import { CaughtMailsService } from './caught-mails.service.js';
import { MailCauses } from './mail-causes.js';
import { MailMetrics } from './mail.metrics.js';
import { MailOutcomes } from './mail-outcomes.js';
import { MailTemplates } from './mail-templates.js';
import { MailTransport, MissingTransport } from './mail-transport.js';
import { MailModule } from './mail.module.js';
import { MailProcessor } from './mail.processor.js';
import { mailQueue } from './mail.queue.js';
import { MailSender } from './mail.sender.js';
import { MailSettler } from './mail.settler.js';
import { MailSweep } from './mail.sweep.js';
import { SmtpTransport } from './smtp.transport.js';
import { TracedTransport } from './traced.transport.js';

/** What only the worker process runs. Features register their templates, and who hears what became of their mails. */
@Module({
  imports: [
    MailModule,
    CaughtMailsModule,
    ProducerModule.of(mailQueue),
    BullModule.registerQueue({ name: mailQueue.name }),
  ],
  providers: [
    MailProcessor,
    MailSender,
    MailMetrics,
    MailSettler,
    MailSweep,
    MailOutcomes,
    MailCauses,
    MailTemplates,
    {
      provide: MailTransport,
      inject: [AppConfig, CaughtMailsService, MailCauses],
      useFactory: (config: AppConfig, caughtMails: CaughtMailsService, causes: MailCauses) => {
        const transport = transportOf(config, caughtMails);
        return config.tracing.on ? new TracedTransport(transport, causes) : transport;
      },
    },
  ],
  exports: [MailOutcomes, MailCauses, MailTemplates],
})
export class MailWorkerModule implements OnApplicationShutdown {
  constructor(private readonly transport: MailTransport) {}

  onApplicationShutdown(): void {
    this.transport.close();
  }
}

function transportOf(
  { mail: { smtpUrl, caught, ...mail } }: AppConfig,
  caughtMails: CaughtMailsService,
): MailTransport {
  if (smtpUrl !== null) return new SmtpTransport({ ...mail, smtpUrl });
  return caught ? new CatchingTransport(caughtMails, mail.dkim) : new MissingTransport();
}
