import { Module } from '@nestjs/common';
import { HealthModule, PlatformModule } from '@linkflow/platform';
import { JOB_KINDS, QueuesModule } from '@linkflow/queues';
import { ApiSettings } from './api.config';
import { CatalogueModule } from './catalogue/catalogue.module';
import { CrmApiModule } from './crm/crm-api.module';
import { DemoModule } from './demo/demo.module';
import { EventsApiModule } from './events/events-api.module';
import { LinksApiModule } from './links/links-api.module';
import { MailingsApiModule } from './mailings/mailings-api.module';
import { BulksModule } from './ops/bulks/bulks.module';
import { PausesModule } from './ops/pauses/pauses.module';
import { OverviewModule } from './ops/overview/overview.module';
import { RunsApiModule } from './runs/runs-api.module';
import { SessionModule } from './session';

/** HTTP for marketers and ops. */
@Module({
  imports: [
    PlatformModule.forApp('api'),
    // Bells are rung from here; the other queues are looked at.
    QueuesModule.producing(JOB_KINDS, { failFast: false }),
    HealthModule.needing(),
    SessionModule,
    CatalogueModule,
    CrmApiModule,
    LinksApiModule,
    MailingsApiModule,
    RunsApiModule,
    OverviewModule,
    BulksModule,
    PausesModule,
    EventsApiModule,
    DemoModule,
  ],
  providers: [ApiSettings],
  exports: [ApiSettings],
})
export class AppModule {}
