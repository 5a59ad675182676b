import { Injectable, Module } from '@nestjs/common';
import { validateParams } from '@linkflow/actions';
import type { NodeDescriptor, Text, WorkflowDocument, WorkflowProblem } from '@linkflow/contracts';
import { DraftRules, LinksModule } from '@linkflow/links';
import { MailingsModule } from '@linkflow/mailings';
import { checkDocument } from '@linkflow/workflow';
import { CatalogueModule } from '../catalogue/catalogue.controller';
import { FactCatalogue, NodeCatalogue, WorkflowTargets, sentencesOf } from '../catalogue/workflow-sentences';

/** The problems of a draft, and one sentence per node. */
export interface DraftReview {
  problems: WorkflowProblem[];
  /** By node id. */
  sentences: Record<string, Text>;
}

/** Checks drafts against the registered actions, the current facts, and the existence of everything a draft refers to. */
@Injectable()
export class DraftReviewer extends DraftRules {
  readonly catalogue: readonly NodeDescriptor[];

  constructor(
    private readonly facts: FactCatalogue,
    private readonly targets: WorkflowTargets,
    nodes: NodeCatalogue,
  ) {
    super();
    this.catalogue = nodes.all;
  }

  async problemsOf(document: WorkflowDocument, url: string): Promise<WorkflowProblem[]> {
    return (await this.review(document, url)).problems;
  }

  async review(document: WorkflowDocument, url: string): Promise<DraftReview> {
    const facts = await this.facts.list();
    const targets = await this.targets.of(document, facts);
    const missing = [...targets].filter(([, named]) => named.missing).map(([target]) => target);
    return {
      problems: checkDocument(document, url, {
        catalogue: this.catalogue,
        facts,
        validateParams,
        missingTargets: new Set(missing),
      }),
      sentences: sentencesOf(document, { facts, targets, catalogue: this.catalogue }),
    };
  }
}

@Module({ imports: [CatalogueModule], providers: [DraftReviewer], exports: [DraftReviewer] })
export class DraftReviewModule {}

/** The link library. Every module of this app imports this same object, so that there is one instance. */
export const linkLibrary = LinksModule.withRules({ provide: DraftRules, useExisting: DraftReviewer }, [
  DraftReviewModule,
]);

/** The mailings, over the same link library. */
export const mailingLibrary = MailingsModule.with(linkLibrary);
