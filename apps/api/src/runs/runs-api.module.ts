import { Module } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { ClicksModule } from '@linkflow/links';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { AuditModule } from '../ops/audit/audit.module';
import { runDesk } from './run-desk';
import { RunVerbsController } from './run-verbs.controller';
import { RunViews } from './run-views.service';
import { RunsController } from './runs.controller';

/** Runs, for people. */
@Module({
  imports: [runDesk, ClicksModule, CrmModule, CatalogueModule, AuditModule],
  controllers: [RunsController, RunVerbsController],
  providers: [RunViews],
})
export class RunsApiModule {}
