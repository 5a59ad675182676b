import { Injectable } from '@nestjs/common';
import { catalogue, validateParams } from '@linkflow/actions';
import type { Text, WorkflowDocument, WorkflowProblem } from '@linkflow/contracts';
import { DraftRules } from '@linkflow/links';
import { checkDocument } from '@linkflow/workflow';
import { FactCatalogue } from '../catalogue/fact-catalogue';
import { Targets, sentencesOf } from '../catalogue/targets';

/** What there is to say of a draft. */
export interface Judgement {
  problems: WorkflowProblem[];
  /** One sentence for each node. */
  sentences: Record<string, Text>;
}

/** Judges drafts with all that the house knows: the actions, today's facts, and whether what a draft points to is still there. */
@Injectable()
export class DraftJudge extends DraftRules {
  readonly catalogue = catalogue();

  constructor(
    private readonly facts: FactCatalogue,
    private readonly targets: Targets,
  ) {
    super();
  }

  async problemsOf(document: WorkflowDocument, url: string): Promise<WorkflowProblem[]> {
    return (await this.judge(document, url)).problems;
  }

  async judge(document: WorkflowDocument, url: string): Promise<Judgement> {
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
      sentences: sentencesOf(document, facts, targets),
    };
  }
}
