import { Module } from '@nestjs/common';
import { catalogue } from '@linkflow/actions';
import { ContactFactsModule, CrmModule } from '@linkflow/crm';
import { ClicksModule, CompiledVersions } from '@linkflow/links';
import { Batcher, HealthModule, PlatformModule, StopConfig, readConfig } from '@linkflow/platform';
import { JobProducer, QueueWorkers, QueuesModule } from '@linkflow/queues';
import { Bell, Facts, MailingNames, Ports, RunsModule, Versions } from '@linkflow/engine';
import { ClickWork } from './clicks/click-work';
import { ClicksHandler } from './clicks/clicks.handler';
import { HousePorts } from './house/house-ports';
import { MailingDirectory } from './house/mailing-directory';
import { RunFacts } from './house/run-facts';
import { LoneHandler } from './lone/lone.handler';
import { OrphanPatrol } from './patrol/orphan-patrol';
import { PatrolNotes } from './patrol/patrol-notes';
import { AdvanceHandler } from './runs/advance.handler';
import { TotalRolls } from './totals/total-rolls';
import { ClickWatch } from './watch/click-watch';
import { Watchdog } from './watchdog/watchdog';
import { WorkerConfig } from './worker.config';

const { WORKER_CONCURRENCY: concurrency, JOB_LOCK_MS: lockMs } = readConfig(WorkerConfig);
const { STOP_LIMIT_MS: stopLimitMs } = readConfig(StopConfig);

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
      { clicks: ClicksHandler, advance: AdvanceHandler, lone: LoneHandler },
      {
        concurrency: { clicks: concurrency, advance: concurrency, lone: 1 },
        lockMs,
        // Something is left for closing connections.
        stopLimitMs: stopLimitMs * 0.9,
        imports: [runs, ClicksModule],
        providers: [ClickWatch, ClickWork, PatrolNotes, OrphanPatrol, TotalRolls, Watchdog],
      },
    ),
    HealthModule.needing(QueueWorkers),
  ],
})
export class AppModule {}
