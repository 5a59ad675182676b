import { randomInt } from 'node:crypto';
import { Module } from '@nestjs/common';
import { ContactFactsModule } from '@linkflow/crm/facts';
import { FormPagesModule } from '@linkflow/forms/pages';
import { EvidenceMaker, LinkAnswersModule, Networks } from '@linkflow/links';
import {
  MailingAnalytics,
  PictureStore,
  RecipientsModule,
  SubscriptionsModule,
} from '@linkflow/mailings/doors';
import { Log, Metrics, PlatformModule, trustedProxies } from '@linkflow/platform';
import { QueuesModule } from '@linkflow/queues';
import { Answerer } from './answer/answerer';
import { LinkCache } from './answer/link-cache';
import { RespondFacts } from './answer/respond-facts';
import { ReturnScript, ScriptBreaker } from './answer/return-script';
import { SnapshotFile } from './answer/snapshot-file';
import { ClickSettings } from './click.config';
import { FormChallenges } from './forms/captcha/form-challenges';
import { FormCache } from './forms/form-cache';
import { FormHandler } from './forms/form-handler';
import { FormPrefill } from './forms/form-prefill';
import { FormRate } from './forms/form-rate';
import { SubmissionStore } from './forms/submission-store';
import { WindowCounts } from './forms/window-counts';
import { ClickHandler, ClickMetrics } from './http/click-handler';
import { ClientAddresses } from './http/client-address';
import { HealthController } from './http/health.controller';
import { PictureFiles } from './http/picture-files';
import { ClickBuffer, ClickOutbox, ClickQueue } from './outbox/click-outbox';
import { Journal, JournalStats } from './outbox/journal';
import { JournalKeeper, StoredClickLookup } from './outbox/journal-keeper';
import { parseClick } from './outbox/segment-files';
import { SubscriptionHandler } from './subscriptions/subscription-handler';

/**
 * HTTP for recipients: answers requests for tracked URLs, queues the clicks for apps/worker, shows forms, and lets people choose what
 * mail they get.
 */
@Module({
  imports: [
    PlatformModule.forApp('click', { mongo: 'optional' }),
    QueuesModule.producing(['clicks', 'forms'], { failFast: true }),
    LinkAnswersModule,
    RecipientsModule,
    SubscriptionsModule,
    FormPagesModule,
    ContactFactsModule,
  ],
  controllers: [HealthController],
  providers: [
    ClickSettings,
    ClickMetrics,
    {
      provide: SnapshotFile,
      useFactory: (settings: ClickSettings) => new SnapshotFile(settings.journal.folder),
      inject: [ClickSettings],
    },
    LinkCache,
    RespondFacts,
    MailingAnalytics,
    ScriptBreaker,
    ReturnScript,
    Answerer,
    JournalStats,
    {
      provide: Journal,
      useFactory: (settings: ClickSettings, stats: JournalStats) =>
        new Journal(settings.journal, stats, parseClick),
      inject: [ClickSettings, JournalStats],
    },
    ClickQueue,
    {
      provide: ClickBuffer,
      useFactory: (queue: ClickQueue, journal: Journal, stats: JournalStats, metrics: Metrics, log: Log) =>
        new ClickBuffer(queue, journal, stats, metrics, log),
      inject: [ClickQueue, Journal, JournalStats, Metrics, Log],
    },
    ClickOutbox,
    StoredClickLookup,
    JournalKeeper,
    {
      provide: EvidenceMaker,
      useFactory: (networks: Networks, { isSecure }: ClickSettings) =>
        new EvidenceMaker({ networks, seed: randomInt(2 ** 31), secure: isSecure }),
      inject: [Networks, ClickSettings],
    },
    { provide: ClientAddresses, useFactory: () => new ClientAddresses(trustedProxies()) },
    ClickHandler,
    PictureStore,
    PictureFiles,
    SubscriptionHandler,
    WindowCounts,
    FormChallenges,
    FormCache,
    FormPrefill,
    FormRate,
    SubmissionStore,
    FormHandler,
  ],
})
export class AppModule {}
