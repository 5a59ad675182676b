import { Module } from '@nestjs/common';
import { ContactFactsModule } from '@linkflow/crm/facts';
import { LinkAnswersModule } from '@linkflow/links';
import { Log, PlatformModule } from '@linkflow/platform';
import { QueuesModule } from '@linkflow/queues';
import { Answerer } from './answer/answerer';
import { ClickSandbox } from './answer/click-sandbox';
import { KnownLinks } from './answer/known-links';
import { LiveLinks } from './answer/live-links';
import { RespondFacts } from './answer/respond-facts';
import { ReturnScript } from './answer/return-script';
import { ClickSettings } from './click.config';
import { ClickDoor } from './door/click-door';
import { ClickHealthController } from './health/click-health.controller';
import { Journal } from './journal/journal';
import { JournalKeeper } from './journal/journal-keeper';
import { JournalNumbers } from './journal/journal-numbers';
import { RecordedClicks } from './journal/recorded-clicks';
import { ClickBatch } from './record/click-batch';
import { ClickOutbox } from './record/click-outbox';
import { ClickQueue } from './record/click-queue';
import { ClickWatch } from './watch/click-watch';
import { JournalWatch } from './watch/journal-watch';

/** HTTP for recipients: answers tracked URLs and hands the clicks on. Writes nothing but clicks. */
@Module({
  imports: [
    PlatformModule.forApp('click', { mongo: 'awaited' }),
    QueuesModule.producing(['clicks'], { failFast: true }),
    LinkAnswersModule,
    ContactFactsModule,
  ],
  controllers: [ClickHealthController],
  providers: [
    ClickSettings,
    JournalNumbers,
    {
      provide: Journal,
      useFactory: (settings: ClickSettings, numbers: JournalNumbers) =>
        new Journal(settings.journal, numbers),
      inject: [ClickSettings, JournalNumbers],
    },
    RecordedClicks,
    JournalKeeper,
    ClickWatch,
    JournalWatch,
    ClickQueue,
    ClickOutbox,
    {
      provide: ClickBatch,
      useFactory: (outbox: ClickOutbox, log: Log) =>
        new ClickBatch(
          (clicks) => outbox.store(clicks),
          (error) => log.error({ err: error }, 'an answer could not be written'),
        ),
      inject: [ClickOutbox, Log],
    },
    {
      provide: KnownLinks,
      useFactory: (settings: ClickSettings) => new KnownLinks(settings.journal.folder),
      inject: [ClickSettings],
    },
    LiveLinks,
    RespondFacts,
    ClickSandbox,
    ReturnScript,
    Answerer,
    ClickDoor,
  ],
})
export class AppModule {}
