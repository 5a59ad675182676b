import { Module } from '@nestjs/common';
import { catalogue } from '@linkflow/actions';
import { CrmModule } from '@linkflow/crm';
import { ClicksModule, CompiledVersions } from '@linkflow/links';
import { Batcher } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { Bell, RunsModule, Versions } from '@linkflow/runs';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { RunViews } from './run-views.service';
import { RunsController } from './runs.controller';

/** Runs, for people. Needs `QueuesModule.producing(['advance'], …)` in the app. */
@Module({
  imports: [
    RunsModule.mending(
      [],
      [
        { provide: Bell, useExisting: JobProducer },
        {
          provide: Versions,
          useFactory: (batcher: Batcher) => new CompiledVersions(batcher, catalogue()),
          inject: [Batcher],
        },
      ],
    ),
    ClicksModule,
    CrmModule,
    CatalogueModule,
  ],
  controllers: [RunsController],
  providers: [RunViews],
})
export class RunsApiModule {}
