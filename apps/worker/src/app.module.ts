import { Module } from '@nestjs/common';
import { catalogue } from '@linkflow/actions';
import { CrmModule } from '@linkflow/crm';
import { Crm, CrmFields } from '@linkflow/crm-port';
import { ActionAdapters, EngineModule, Facts, RunQueue, Versions } from '@linkflow/engine';
import { recipientFactNames } from '@linkflow/facts';
import {
  ConfirmationMails,
  FormConsents,
  FormQueue,
  FormReaderModule,
  FormRuns,
  FormsModule,
  readFormOwner,
} from '@linkflow/forms';
import { ClicksModule, CompiledVersions, LinkReaderModule } from '@linkflow/links';
import {
  AudienceModule,
  AudienceQueue,
  AudienceTask,
  BouncesModule,
  ContactActivityModule,
  MailFacts,
  MailQueue,
  MailSendingModule,
  MailServerHealth,
  PeopleWorkModule,
  RecheckTasks,
  RecipientsModule,
  SubscriptionsModule,
} from '@linkflow/mailings';
import { Batcher, HealthModule, PlatformModule, StopConfig, readConfig } from '@linkflow/platform';
import { JobProducer, QueueWorkers, QueuesModule } from '@linkflow/queues';
import { WebhookDispatchModule, WebhookPayloads, WebhookQueue, WebhooksModule } from '@linkflow/webhooks';
import { ClickGateModule } from './click-gate';
import { MailingNames, RunFacts, TRIGGER_TYPES, WorkerActionAdapters } from './engine-ports';
import { WorkerConfirmationMails, WorkerFormConsents, WorkerFormRuns } from './form-ports';
import { ClickResetsTask, ClickSweeper, ClickTotalsTask, RunTotalsTask, SweepBookmarks } from './maintenance';
import { MongoReturn } from './mongo-return';
import { ClickIntake, ClickMetrics, ClicksProcessor } from './processors/clicks.processor';
import { FormsProcessor } from './processors/forms.processor';
import { AudienceProcessor, MailProcessor } from './processors/mail.processor';
import { QuarantineProcessor, RunsProcessor } from './processors/runs.processor';
import { WebhooksProcessor } from './processors/webhooks.processor';
import { ClearedTimes, RetentionTasks } from './retention';
import { RejudgingTask, VerdictEventsTask, VerdictFollowUp } from './verdict-follow-up';
import { Watchdog } from './watchdog';
import { WorkerWebhookPayloads } from './webhook-payloads';
import { WorkerConfig } from './worker.config';

const { WORKER_CONCURRENCY: concurrency, JOB_LOCK_MS: lockMs } = readConfig(WorkerConfig);
const { STOP_LIMIT_MS: stopLimitMs } = readConfig(StopConfig);

const engine = EngineModule.forWorker({
  imports: [ClicksModule, ClickGateModule, CrmModule, WebhooksModule, FormReaderModule],
  triggers: TRIGGER_TYPES,
  ports: [
    {
      provide: CompiledVersions,
      useFactory: (batcher: Batcher, crm: Crm) =>
        new CompiledVersions(batcher, catalogue(crm), [readFormOwner]),
      inject: [Batcher, Crm],
    },
    { provide: Versions, useExisting: CompiledVersions },
    { provide: Facts, useClass: RunFacts },
    { provide: ActionAdapters, useClass: WorkerActionAdapters },
    { provide: RunQueue, useExisting: JobProducer },
    MailingNames,
  ],
});

/** Jobs of mailings that one process handles at a time. Each sends a batch, and all share the connections to the mail server. */
const CONCURRENT_MAIL = 8;
/** Sources of recipients that one process reads at a time. A source of 100,000 contacts takes several seconds. */
const CONCURRENT_AUDIENCE = 2;
/** Webhook subscriptions for which one process sends events at a time, so that one that hangs does not delay the others. */
const CONCURRENT_WEBHOOKS = 50;

const mail = MailSendingModule.forWorker({
  imports: [CrmModule, AudienceModule],
  queue: { provide: MailQueue, useExisting: JobProducer },
  facts: {
    provide: MailFacts,
    useFactory: (fields: CrmFields): MailFacts => ({
      names: async () => recipientFactNames(await fields.list('contact')),
    }),
    inject: [CrmFields],
  },
});

const forms = FormsModule.forWorker(
  [engine, mail, CrmModule, SubscriptionsModule],
  [
    { provide: FormRuns, useClass: WorkerFormRuns },
    { provide: FormConsents, useClass: WorkerFormConsents },
    { provide: ConfirmationMails, useClass: WorkerConfirmationMails },
    { provide: FormQueue, useExisting: JobProducer },
  ],
);

const webhooks = WebhookDispatchModule.forWorker(
  [ClicksModule, FormReaderModule, SubscriptionsModule, LinkReaderModule],
  [
    { provide: WebhookPayloads, useClass: WorkerWebhookPayloads },
    { provide: WebhookQueue, useExisting: JobProducer },
  ],
);

/** The worker processes jobs: it records clicks, stores submissions, walks runs, and sends mailings and events. HTTP serves only health and metrics. */
@Module({
  imports: [
    PlatformModule.forApp('worker'),
    RecipientsModule,
    ContactActivityModule,
    QueuesModule.consuming(
      {
        clicks: ClicksProcessor,
        forms: FormsProcessor,
        runs: RunsProcessor,
        mail: MailProcessor,
        audience: AudienceProcessor,
        webhooks: WebhooksProcessor,
        quarantine: QuarantineProcessor,
      },
      {
        concurrency: {
          clicks: concurrency,
          forms: concurrency,
          runs: concurrency,
          mail: CONCURRENT_MAIL,
          audience: CONCURRENT_AUDIENCE,
          webhooks: CONCURRENT_WEBHOOKS,
          quarantine: 1,
        },
        lockMs,
        // A tenth of the stop limit is left for closing connections.
        stopLimitMs: stopLimitMs * 0.9,
        imports: [
          engine,
          ClicksModule,
          ClickGateModule,
          mail,
          forms,
          webhooks,
          AudienceModule,
          BouncesModule.forWorker(),
          PeopleWorkModule,
        ],
        providers: [
          ClickMetrics,
          AudienceTask,
          RecheckTasks,
          { provide: AudienceQueue, useExisting: JobProducer },
          ClickIntake,
          SweepBookmarks,
          ClickSweeper,
          ClickTotalsTask,
          ClickResetsTask,
          RunTotalsTask,
          ClearedTimes,
          RetentionTasks,
          VerdictFollowUp,
          RejudgingTask,
          VerdictEventsTask,
          MongoReturn,
          Watchdog,
        ],
      },
    ),
    HealthModule.needing(QueueWorkers, MailServerHealth),
  ],
})
export class AppModule {}
