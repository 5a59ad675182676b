import { Injectable } from '@nestjs/common';
import { phrase, type NodeDescriptor, type Text, type WorkflowDocument } from '@linkflow/contracts';
import { readVersion } from '@linkflow/links';
import { LinkSteps, type LinkStep, type LinkVersion } from '@linkflow/mailings';
import { Batcher } from '@linkflow/platform';
import { effectsOf, graphOf, lanesOf, reachableFrom } from '@linkflow/workflow';
import { WorkflowCatalogue } from '../catalogue/workflow-catalogue';

/** The sentence of a step that decides, such as a condition, does not say what kind of step it is. */
const DECISION: Text = { en: '{title}: {sentence}', nb: '{title}: {sentence}' };

/** What clicks do, from the published versions of links. */
@Injectable()
export class WorkflowLinkSteps extends LinkSteps {
  private readonly descriptors: ReadonlyMap<string, NodeDescriptor>;

  constructor(
    private readonly batcher: Batcher,
    private readonly workflows: WorkflowCatalogue,
  ) {
    super();
    this.descriptors = new Map(workflows.catalogue.map((descriptor) => [descriptor.type, descriptor]));
  }

  async of(versions: readonly LinkVersion[]): Promise<ReadonlyMap<string, readonly LinkStep[]>> {
    const found = await Promise.all(
      versions.map(async ({ linkId, number }) => {
        const version = await readVersion(this.batcher, linkId, number);
        return [linkId, version ? await this.stepsOf(version.document) : []] as const;
      }),
    );
    return new Map(found);
  }

  /** The steps of a workflow, such as a draft, that a click can reach and that are not switched off. */
  async stepsOf(document: WorkflowDocument): Promise<LinkStep[]> {
    const graph = graphOf(document);
    const sentences = await this.workflows.sentencesOf(document);
    return [...lanesOf(graph).keys()].flatMap((nodeId): LinkStep[] => {
      const node = graph.nodes.get(nodeId);
      const descriptor = node && this.descriptors.get(node.type);
      const words = sentences[nodeId];
      if (!node || !descriptor || !words || node.disabled) return [];
      const after = reachableFrom(graph, [nodeId]);
      after.delete(nodeId);
      const isDecision = descriptor.group === 'flow';
      return [
        {
          nodeId,
          sentence: isDecision ? phrase(DECISION, { title: descriptor.title, sentence: words }) : words,
          effects: effectsOf(node, descriptor),
          followedBy: after,
        },
      ];
    });
  }
}
