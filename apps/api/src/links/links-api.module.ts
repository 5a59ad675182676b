import { Module } from '@nestjs/common';
import { CrmFactReader } from '@linkflow/crm-port';
import { EngineConfig } from '@linkflow/engine';
import { FactReader } from '@linkflow/facts';
import { ClickCounter, ClicksRepository } from '@linkflow/links';
import { readConfig } from '@linkflow/platform';
import { CatalogueModule } from '../catalogue/catalogue.controller';
import { AuditModule } from '../ops/audit-log';
import { engineForApi } from '../runs/engine-for-api';
import { DraftReviewModule, linkLibrary, mailingLibrary } from './link-library';
import { LinkViews } from './link-views';
import { LinkWorkflowsController } from './link-workflows.controller';
import { FoldersController, LinksController } from './links.controller';
import { SimulationPorts, Simulator } from './simulator';

@Module({
  imports: [linkLibrary, mailingLibrary, engineForApi, CatalogueModule, DraftReviewModule, AuditModule],
  providers: [
    LinkViews,
    Simulator,
    SimulationPorts,
    {
      provide: FactReader,
      useFactory: (crm: CrmFactReader, counts: ClickCounter, clicks: ClicksRepository) =>
        new FactReader({ crm, counts, clicks, timeZone: readConfig(EngineConfig).ORGANISATION_TIME_ZONE }),
      inject: [CrmFactReader, ClickCounter, ClicksRepository],
    },
  ],
  controllers: [LinksController, LinkWorkflowsController, FoldersController],
})
export class LinksApiModule {}
