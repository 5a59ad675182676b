import { Module } from '@nestjs/common';
import { ContactFactsModule } from '@linkflow/crm/facts';
import { LinkAnswersModule } from '@linkflow/links';
import { Log, PlatformModule } from '@linkflow/platform';
import { QueuesModule } from '@linkflow/queues';
import { Answerer } from './answer/answerer';
import { ClickSandbox } from './answer/click-sandbox';
import { LiveLinks } from './answer/live-links';
import { RespondFacts } from './answer/respond-facts';
import { ReturnScript } from './answer/return-script';
import { ClickSettings } from './click.config';
import { ClickDoor } from './door/click-door';
import { ClickHealthController } from './health/click-health.controller';
import { Journal } from './journal/journal';
import { ClickBatch } from './record/click-batch';
import { ClickOutbox } from './record/click-outbox';

/** HTTP for recipients: answers tracked URLs and hands the clicks on. Writes nothing but clicks. */
@Module({
  imports: [
    PlatformModule.forApp('click'),
    QueuesModule.producing(['clicks'], { failFast: true }),
    LinkAnswersModule,
    ContactFactsModule,
  ],
  controllers: [ClickHealthController],
  providers: [
    ClickSettings,
    {
      provide: Journal,
      useFactory: (settings: ClickSettings) => new Journal(settings.journal),
      inject: [ClickSettings],
    },
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
    LiveLinks,
    RespondFacts,
    ClickSandbox,
    ReturnScript,
    Answerer,
    ClickDoor,
  ],
})
export class AppModule {}
