import { Module } from '@nestjs/common';
import { catalogue } from '@linkflow/actions';
import { CrmModule } from '@linkflow/crm';
import { Crm } from '@linkflow/crm-port';
import { ActionAdapters, EngineModule, Facts, RunQueue, Versions } from '@linkflow/engine';
import { ClicksModule, CompiledVersions } from '@linkflow/links';
import { Batcher, HealthModule, PlatformModule, StopConfig, readConfig } from '@linkflow/platform';
import { JobProducer, QueueWorkers, QueuesModule } from '@linkflow/queues';
import { WorkerActionAdapters } from './adapters/action-adapters';
import { RunFacts } from './adapters/run-facts';
import { ClickTrigger, LinkRunSources, MailingNames, ManualTrigger } from './adapters/trigger-types';
import { ClickSweeper, SweepBookmarks } from './maintenance/click-sweeper';
import { ClickTotalsTask } from './maintenance/click-totals.task';
import { ClickIntake, ClickMetrics } from './processors/click-intake';
import { ClicksProcessor } from './processors/clicks.processor';
import { QuarantineProcessor } from './processors/quarantine.processor';
import { RunsProcessor } from './processors/runs.processor';
import { Watchdog } from './watchdog';
import { WorkerConfig } from './worker.config';

const { WORKER_CONCURRENCY: concurrency, JOB_LOCK_MS: lockMs } = readConfig(WorkerConfig);
const { STOP_LIMIT_MS: stopLimitMs } = readConfig(StopConfig);

const engine = EngineModule.forWorker({
  imports: [ClicksModule, CrmModule],
  triggers: [ClickTrigger, ManualTrigger],
  ports: [
    {
      provide: CompiledVersions,
      useFactory: (batcher: Batcher, crm: Crm) => new CompiledVersions(batcher, catalogue(crm)),
      inject: [Batcher, Crm],
    },
    { provide: Versions, useExisting: CompiledVersions },
    { provide: Facts, useClass: RunFacts },
    { provide: ActionAdapters, useClass: WorkerActionAdapters },
    { provide: RunQueue, useExisting: JobProducer },
    MailingNames,
    LinkRunSources,
  ],
});

/** The worker processes jobs: it records clicks and walks runs. HTTP serves only health and metrics. */
@Module({
  imports: [
    PlatformModule.forApp('worker'),
    QueuesModule.consuming(
      { clicks: ClicksProcessor, runs: RunsProcessor, quarantine: QuarantineProcessor },
      {
        concurrency: { clicks: concurrency, runs: concurrency, quarantine: 1 },
        lockMs,
        // The rest is for closing connections.
        stopLimitMs: stopLimitMs * 0.9,
        imports: [engine, ClicksModule],
        providers: [ClickMetrics, ClickIntake, SweepBookmarks, ClickSweeper, ClickTotalsTask, Watchdog],
      },
    ),
    HealthModule.needing(QueueWorkers),
  ],
})
export class AppModule {}
