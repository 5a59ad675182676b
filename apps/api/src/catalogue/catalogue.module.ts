import { Module } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { CatalogueController } from './catalogue.controller';
import { FactCatalogue } from './fact-catalogue';
import { Sentences } from './sentences';
import { Targets } from './targets';

/** Node types, facts, and workflows in words. */
@Module({
  imports: [CrmModule],
  providers: [FactCatalogue, Targets, Sentences],
  controllers: [CatalogueController],
  exports: [FactCatalogue, Targets, Sentences],
})
export class CatalogueModule {}
