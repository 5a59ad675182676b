import { Module } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { ClicksModule } from '@linkflow/links';
import { JobProducer } from '@linkflow/queues';
import { Bell, RunsModule } from '@linkflow/runs';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { RunViews } from './run-views.service';
import { RunsController } from './runs.controller';

/** Runs, for people. Needs `QueuesModule.producing(['advance'], …)` in the app. */
@Module({
  imports: [
    RunsModule.mending([], { provide: Bell, useExisting: JobProducer }),
    ClicksModule,
    CrmModule,
    CatalogueModule,
  ],
  controllers: [RunsController],
  providers: [RunViews],
})
export class RunsApiModule {}
