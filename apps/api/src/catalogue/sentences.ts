import { Injectable } from '@nestjs/common';
import type { Text, WorkflowDocument } from '@linkflow/contracts';
import { FactCatalogue } from './fact-catalogue';
import { Targets, sentencesOf } from './targets';

/** Tells a workflow in words. */
@Injectable()
export class Sentences {
  constructor(
    private readonly facts: FactCatalogue,
    private readonly targets: Targets,
  ) {}

  /** One sentence for each node, by its id, with the names of today. */
  async of(document: WorkflowDocument): Promise<Record<string, Text>> {
    const facts = await this.facts.list();
    return sentencesOf(document, facts, await this.targets.of(document, facts));
  }
}
