import { Module, type OnModuleInit } from '@nestjs/common';
import { ContactFactsModule, CrmModule } from '@linkflow/crm';
import { LinkStore } from '@linkflow/links';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { AuditModule } from '../ops/audit/audit.module';
import { DraftsController } from './drafts.controller';
import { FoldersController } from './folders.controller';
import { DraftJudgeModule, linkLibrary, mailingLibrary } from './link-library';
import { LinkViews } from './link-views';
import { LinksController } from './links.controller';
import { SimulationsController } from './simulation/simulations.controller';
import { Simulator } from './simulation/simulator';
import { TrialPorts } from './simulation/trial-ports';
import { VersionsController } from './versions.controller';

@Module({
  imports: [
    linkLibrary,
    mailingLibrary,
    CrmModule,
    ContactFactsModule,
    CatalogueModule,
    DraftJudgeModule,
    AuditModule,
  ],
  providers: [LinkViews, Simulator, TrialPorts],
  controllers: [
    LinksController,
    DraftsController,
    VersionsController,
    FoldersController,
    SimulationsController,
  ],
})
export class LinksApiModule implements OnModuleInit {
  constructor(private readonly store: LinkStore) {}

  /** Nothing is written before the indexes stand: some of them are what keeps things unique. */
  async onModuleInit(): Promise<void> {
    await this.store.ensureIndexes();
  }
}
