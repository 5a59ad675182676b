import { Controller, Module } from '@nestjs/common';
import { ROUTES, type FactDescriptor, type NodeDescriptor } from '@linkflow/contracts';
import { Route } from '../http/route';
import { EntityNamesModule } from './entity-names';
import { FactCatalogue, NodeCatalogue, WorkflowSentences, WorkflowTargets } from './workflow-sentences';

/** Node types and facts, from which the canvas builds its palette and its forms. */
@Controller()
export class CatalogueController {
  constructor(
    private readonly facts: FactCatalogue,
    private readonly nodes: NodeCatalogue,
  ) {}

  @Route(ROUTES.catalogue.actions)
  actions(): NodeDescriptor[] {
    return [...this.nodes.all];
  }

  @Route(ROUTES.catalogue.facts)
  factList(): Promise<FactDescriptor[]> {
    return this.facts.list();
  }
}

@Module({
  imports: [EntityNamesModule],
  providers: [FactCatalogue, NodeCatalogue, WorkflowTargets, WorkflowSentences],
  controllers: [CatalogueController],
  exports: [EntityNamesModule, FactCatalogue, NodeCatalogue, WorkflowTargets, WorkflowSentences],
})
export class CatalogueModule {}
