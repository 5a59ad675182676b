import { Module } from '@nestjs/common';
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
    facts: () => workflows.facts(),
    lookup: ({ params, query }) => lookups.find(params.kind, query),
  }),
);

@Module({
  imports: [EntityNamesModule],
  providers: [WorkflowCatalogue],
  controllers: [CatalogueController],
  exports: [EntityNamesModule, WorkflowCatalogue],
})
export class CatalogueModule {}
