import { Injectable } from '@nestjs/common';
import { catalogue, describeNode, validateParams } from '@linkflow/actions';
import type {
  DraftView,
  FactDescriptor,
  FieldDefinition,
  NodeDescriptor,
  RefKind,
  ScriptSignature,
  Text,
  WorkflowDocument,
  WorkflowProblem,
} from '@linkflow/contracts';
import { Crm, CrmFields } from '@linkflow/crm-port';
import { factDescriptors } from '@linkflow/facts';
import { FormsRepository } from '@linkflow/forms';
import { DraftRules, type DraftOwner } from '@linkflow/links';
import { EventLoopShare, OrganisationConfig, readConfig } from '@linkflow/platform';
import {
  createNames,
  problemsInSteps,
  referencesOf,
  stepFactsAt,
  type Named,
  type Names,
} from '@linkflow/workflow';
import { EntityLookups, EntityNames } from './entity-names';

/** Most warnings about a draft that are returned; a text can contain thousands of merge fields that do not exist. */
const MAX_WARNINGS = 500;

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
    private readonly lookups: EntityLookups,
    private readonly forms: FormsRepository,
  ) {
    super();
    this.catalogue = catalogue(crm);
  }

  /**
   * The facts that conditions and texts may use, including the extra fields of contacts.
   * @param ownerId id of the link or form that the workflow belongs to: that of a form may also use its answers
   */
  async facts(ownerId?: string): Promise<FactDescriptor[]> {
    const [fields, form] = await Promise.all([
      this.fields.list('contact'),
      ownerId === undefined ? null : this.forms.find(ownerId),
    ]);
    return factDescriptors(fields, form?.form.content);
  }

  /** Reads the facts and the names of all entities that the workflow refers to. Costs one round trip per kind of entity. */
  async surroundingsOf(document: WorkflowDocument, ownerId?: string): Promise<Surroundings> {
    const facts = await this.facts(ownerId);
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
  async sentencesOf(document: WorkflowDocument, ownerId?: string): Promise<Record<string, Text>> {
    return sentencesOf(document, await this.surroundingsOf(document, ownerId));
  }

  /** The types of the selections, of the follow-ups and of the secrets among the targets, by target. */
  private async typesOf(targets: Surroundings['targets']): Promise<ReadonlyMap<Target, string>> {
    const found = await Promise.all(
      TYPED_KINDS.map(async (kind) => {
        const ids = [...targets].flatMap(([target, { id }]) => (target.startsWith(`${kind}:`) ? [id] : []));
        const items = ids.length > 0 ? await this.lookups.find(kind, { ids: ids.join(','), limit: 0 }) : [];
        return items.flatMap(({ id, type }): [Target, string][] =>
          type === undefined ? [] : [[`${kind}:${id}`, type]],
        );
      }),
    );
    return new Map(found.flat());
  }

  async problemsOf(
    draft: { document: WorkflowDocument; url: string },
    owner: DraftOwner,
  ): Promise<WorkflowProblem[]> {
    return (await this.review(draft, owner)).problems;
  }

  /** The problems of a draft, and one sentence per node, by node id. */
  async review(
    { document, url }: { document: WorkflowDocument; url: string },
    { id, trigger }: DraftOwner,
  ): Promise<Pick<DraftView, 'problems' | 'sentences'>> {
    const surroundings = await this.surroundingsOf(document, id);
    const { facts, targets, catalogue } = surroundings;
    const missing = [...targets].filter(([, named]) => named.missing).map(([target]) => target);
    const share = new EventLoopShare();
    const problems: WorkflowProblem[] = [];
    const steps = problemsInSteps(document, url, {
      catalogue,
      trigger,
      facts,
      validateParams,
      missingTargets: new Set(missing),
      fields: fieldsOf(targets),
      scripts: scriptsOf(targets),
      targetTypes: await this.typesOf(targets),
    });
    let warnings = 0;
    for (const found of steps) {
      // All errors are kept, because they prevent publishing.
      for (const problem of found)
        if (problem.severity === 'error' || ++warnings <= MAX_WARNINGS) problems.push(problem);
      await share.give();
    }
    return { problems, sentences: await sentencesOf(document, surroundings) };
  }
}

/** The kinds of entities that have types, to which parameters restrict the choice. */
const TYPED_KINDS = ['selection', 'task-type', 'webhook-secret'] as const;

/** The definitions of the extra fields among the targets, by id. */
function fieldsOf(targets: Surroundings['targets']): ReadonlyMap<string, FieldDefinition> {
  return new Map([...targets.values()].flatMap(({ id, field }) => (field ? [[id, field] as const] : [])));
}

/** What is declared by the scripts that the workflow refers to, by the id of the script. */
function scriptsOf(targets: Surroundings['targets']): ReadonlyMap<string, ScriptSignature> {
  return new Map(
    [...targets.values()].flatMap(({ id, outputs, params }) =>
      outputs && params ? [[id, { outputs, params }] as const] : [],
    ),
  );
}

/** @returns one sentence per node, by node id */
async function sentencesOf(
  document: WorkflowDocument,
  surroundings: Surroundings,
): Promise<Record<string, Text>> {
  const names = nodeNames(document, surroundings);
  const share = new EventLoopShare();
  const sentences: [string, Text][] = [];
  for (const node of document.nodes) {
    sentences.push([node.id, describeNode(node, names(node.id))]);
    await share.give();
  }
  return Object.fromEntries(sentences);
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
  const sources = { catalogue, fields: fieldsOf(targets), scripts: scriptsOf(targets) };
  const timeZone = readConfig(OrganisationConfig).ORGANISATION_TIME_ZONE;
  return (nodeId) =>
    createNames({ nameOf, facts: () => [...facts, ...stepFactsAt(document, nodeId, sources)], timeZone });
}
