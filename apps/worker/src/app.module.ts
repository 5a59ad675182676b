import { Module } from '@nestjs/common';
import { catalogue } from '@linkflow/actions';
import { ContactFactsModule, CrmModule } from '@linkflow/crm';
import { ClicksModule, CompiledVersions } from '@linkflow/links';
import { Batcher, HealthModule, PlatformModule, readConfig } from '@linkflow/platform';
import { JobProducer, QueuesModule } from '@linkflow/queues';
import { Bell, Facts, MailingNames, Ports, RunsModule, Versions } from '@linkflow/runs';
import { ClicksHandler } from './clicks/clicks.handler';
import { HousePorts } from './house/house-ports';
import { MailingDirectory } from './house/mailing-directory';
import { RunFacts } from './house/run-facts';
import { AdvanceHandler } from './runs/advance.handler';
import { WorkerConfig } from './worker.config';

const { WORKER_CONCURRENCY: concurrency, JOB_LOCK_MS: lockMs } = readConfig(WorkerConfig);

const runs = RunsModule.executing(
  [ClicksModule, CrmModule, ContactFactsModule],
  [
    {
      provide: Versions,
      useFactory: (batcher: Batcher) => new CompiledVersions(batcher, catalogue()),
      inject: [Batcher],
    },
    { provide: Facts, useClass: RunFacts },
    { provide: MailingNames, useClass: MailingDirectory },
    { provide: Ports, useClass: HousePorts },
    { provide: Bell, useExisting: JobProducer },
  ],
);

/** Works on jobs: records clicks, walks runs. Its HTTP door is for health alone. */
@Module({
  imports: [
    PlatformModule.forApp('worker'),
    QueuesModule.consuming(
      { clicks: ClicksHandler, advance: AdvanceHandler },
      { concurrency: { clicks: concurrency, advance: concurrency }, lockMs, imports: [runs, ClicksModule] },
    ),
    HealthModule,
  ],
})
export class AppModule {}
