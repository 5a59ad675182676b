import { Module } from '@nestjs/common';
import { FormsRepository } from '@linkflow/forms';
import { controllerOf } from '../http/route';
import { EntityLookups, EntityNamesModule } from './entity-names';
import { prefilledTypes } from './prefilled-types';
import { WorkflowCatalogue } from './workflow-catalogue';

/** Serves the node types and the facts, from which the canvas builds its palette and its forms, and the lookups for pickers. */
const CatalogueController = controllerOf(
  'catalogue',
  [WorkflowCatalogue, EntityLookups],
  (workflows, lookups) => ({
    actions: ({ user }) => prefilledTypes(workflows.catalogue, user, lookups),
    facts: ({ query }) => workflows.facts(query.formId),
    lookup: ({ params, query }) => lookups.find(params.kind, query),
  }),
);

@Module({
  imports: [EntityNamesModule],
  // Its own FormsRepository, because the forms module imports the catalogue.
  providers: [WorkflowCatalogue, FormsRepository],
  controllers: [CatalogueController],
  exports: [EntityNamesModule, WorkflowCatalogue],
})
export class CatalogueModule {}
