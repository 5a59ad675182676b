import { Injectable } from '@nestjs/common';
import {
  catalogue,
  createNames,
  describeNode,
  validateParams,
  type Named,
  type Names,
} from '@linkflow/actions';
import type {
  DraftView,
  FactDescriptor,
  NodeDescriptor,
  RefKind,
  Text,
  WorkflowDocument,
  WorkflowProblem,
} from '@linkflow/contracts';
import { Crm, CrmFields } from '@linkflow/crm-port';
import { factDescriptors } from '@linkflow/facts';
import { DraftRules } from '@linkflow/links';
import { checkDocument, referencesOf, stepFactsAt } from '@linkflow/workflow';
import { EntityNames } from './entity-names';

/** An entity that a workflow refers to, as `<kind>:<id>`. */
type Target = `${RefKind}:${string}`;

/** The data that the checks of a workflow and the sentences about its nodes need in addition to the workflow itself. */
interface Surroundings {
  facts: readonly FactDescriptor[];
  /** Names of all entities that the workflow refers to. `missing` marks those that are deleted or do not exist. */
  targets: ReadonlyMap<Target, Named>;
  catalogue: readonly NodeDescriptor[];
}

/**
 * The node types that workflows can contain. How safely the effects of each can be repeated depends on the CRM adapter of this app. Also
 * describes workflows in sentences, and checks drafts: against the registered actions, against the current facts, and for references to
 * missing entities.
 */
@Injectable()
export class WorkflowCatalogue extends DraftRules {
  readonly catalogue: readonly NodeDescriptor[];

  constructor(
    crm: Crm,
    private readonly fields: CrmFields,
    private readonly names: EntityNames,
  ) {
    super();
    this.catalogue = catalogue(crm);
  }

  /** The facts that conditions and texts may use, including the extra fields of contacts. */
  async facts(): Promise<FactDescriptor[]> {
    return factDescriptors(await this.fields.list('contact'));
  }

  /** Reads the facts and the names of all entities that the workflow refers to. Costs one round trip per kind of entity. */
  async surroundingsOf(document: WorkflowDocument): Promise<Surroundings> {
    const facts = await this.facts();
    const references = new Map<Target, { kind: RefKind; id: string }>();
    for (const { kind, id } of referencesOf(document, this.catalogue, facts))
      references.set(`${kind}:${id}`, { kind, id });
    const targets = await Promise.all(
      [...references].map(
        async ([target, { kind, id }]) => [target, await this.names.nameOf(kind, id)] as const,
      ),
    );
    return { facts, targets: new Map(targets), catalogue: this.catalogue };
  }

  /** @returns one sentence per node, by node id, with the current names of the entities that the node refers to */
  async sentencesOf(document: WorkflowDocument): Promise<Record<string, Text>> {
    return sentencesOf(document, await this.surroundingsOf(document));
  }

  async problemsOf(document: WorkflowDocument, url: string): Promise<WorkflowProblem[]> {
    return (await this.review(document, url)).problems;
  }

  /** The problems of a draft, and one sentence per node, by node id. */
  async review(document: WorkflowDocument, url: string): Promise<Pick<DraftView, 'problems' | 'sentences'>> {
    const surroundings = await this.surroundingsOf(document);
    const { facts, targets, catalogue } = surroundings;
    const missing = [...targets].filter(([, named]) => named.missing).map(([target]) => target);
    return {
      problems: checkDocument(document, url, {
        catalogue,
        facts,
        validateParams,
        missingTargets: new Set(missing),
      }),
      sentences: sentencesOf(document, surroundings),
    };
  }
}

/** @returns one sentence per node, by node id */
function sentencesOf(document: WorkflowDocument, surroundings: Surroundings): Record<string, Text> {
  const names = nodeNames(document, surroundings);
  return Object.fromEntries(document.nodes.map((node) => [node.id, describeNode(node, names(node.id))]));
}

/** Returns the name resolver for the sentence of one node. */
export type NodeNames = (nodeId: string) => Names;

/**
 * @returns a function that makes the name resolver of a node; it resolves the names of entities and of the facts that are available at that
 * node
 */
export function nodeNames(
  document: WorkflowDocument,
  { facts, targets, catalogue }: Surroundings,
): NodeNames {
  const byTarget: ReadonlyMap<string, Named> = targets;
  const nameOf = (kind: string, id: string): Named | undefined => byTarget.get(`${kind}:${id}`);
  return (nodeId) => createNames({ nameOf, facts: [...facts, ...stepFactsAt(document, nodeId, catalogue)] });
}
