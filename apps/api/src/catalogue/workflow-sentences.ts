import { Injectable } from '@nestjs/common';
import { catalogue, createNames, describeNode, type Named, type Names } from '@linkflow/actions';
import type { FactDescriptor, NodeDescriptor, RefKind, Text, WorkflowDocument } from '@linkflow/contracts';
import { Crm, CrmFields } from '@linkflow/crm-port';
import { factDescriptors } from '@linkflow/facts';
import { referencesOf, stepFactsAt } from '@linkflow/workflow';
import { EntityNames } from './entity-names';

/** The facts that conditions and texts may use, including the extra fields of contacts. */
@Injectable()
export class FactCatalogue {
  constructor(private readonly fields: CrmFields) {}

  async list(): Promise<FactDescriptor[]> {
    return factDescriptors(await this.fields.list('contact'));
  }
}

/** The node types, with the kinds of effects of the CRM that this app uses. */
@Injectable()
export class NodeCatalogue {
  readonly all: readonly NodeDescriptor[];

  constructor(crm: Crm) {
    this.all = catalogue(crm);
  }
}

/** Something that a workflow refers to, by kind and id. */
export type Target = `${RefKind}:${string}`;
export type NamedTargets = ReadonlyMap<Target, Named>;

/** Resolves the names of what workflows refer to. */
@Injectable()
export class WorkflowTargets {
  constructor(
    private readonly names: EntityNames,
    private readonly catalogue: NodeCatalogue,
  ) {}

  /** Names of all targets of a workflow. Costs one round trip per kind. */
  async of(document: WorkflowDocument, facts: readonly FactDescriptor[]): Promise<NamedTargets> {
    const targets = new Map<Target, { kind: RefKind; id: string }>();
    for (const { kind, id } of referencesOf(document, this.catalogue.all, facts))
      targets.set(`${kind}:${id}`, { kind, id });
    return new Map(
      await Promise.all(
        [...targets].map(
          async ([target, { kind, id }]) => [target, await this.names.nameOf(kind, id)] as const,
        ),
      ),
    );
  }
}

/** Describes workflows with one sentence per node. */
@Injectable()
export class WorkflowSentences {
  constructor(
    private readonly facts: FactCatalogue,
    private readonly targets: WorkflowTargets,
    private readonly catalogue: NodeCatalogue,
  ) {}

  /** @returns sentences by node id, with the current names of what the nodes refer to */
  async of(document: WorkflowDocument): Promise<Record<string, Text>> {
    const facts = await this.facts.list();
    const targets = await this.targets.of(document, facts);
    return sentencesOf(document, { facts, targets, catalogue: this.catalogue.all });
  }
}

/** What sentences about a workflow need to know beside the workflow. */
export interface Surroundings {
  facts: readonly FactDescriptor[];
  targets: NamedTargets;
  catalogue: readonly NodeDescriptor[];
}

/** Sentences by node id. */
export function sentencesOf(document: WorkflowDocument, surroundings: Surroundings): Record<string, Text> {
  const names = nodeNames(document, surroundings);
  return Object.fromEntries(document.nodes.map((node) => [node.id, describeNode(node, names(node.id))]));
}

/** Name resolver for the sentences of one node. */
export type NodeNames = (nodeId: string) => Names;

/** Resolvers for each node of a workflow: they know the targets' names and the facts that are available at the node. */
export function nodeNames(
  document: WorkflowDocument,
  { facts, targets, catalogue }: Surroundings,
): NodeNames {
  const byTarget: ReadonlyMap<string, Named> = targets;
  const nameOf = (kind: string, id: string): Named | undefined => byTarget.get(`${kind}:${id}`);
  return (nodeId) => createNames({ nameOf, facts: [...facts, ...stepFactsAt(document, nodeId, catalogue)] });
}
