import { Injectable } from '@nestjs/common';
import { catalogue, createSay, describeNode, type Named, type Say } from '@linkflow/actions';
import type { FactDescriptor, RefKind, Text, WorkflowDocument } from '@linkflow/contracts';
import { CrmNames } from '@linkflow/crm';
import { referencesOf, stepFactsAt } from '@linkflow/workflow';

/** A thing that a workflow points to: its kind and its id. */
export type Target = `${RefKind}:${string}`;
export type NamedTargets = ReadonlyMap<Target, Named>;

/** Finds what a workflow points to. */
@Injectable()
export class Targets {
  constructor(private readonly names: CrmNames) {}

  /** By name; one round trip for each kind of thing. */
  async of(document: WorkflowDocument, facts: readonly FactDescriptor[]): Promise<NamedTargets> {
    const wanted = new Map<Target, { kind: RefKind; id: string }>();
    for (const { kind, id } of referencesOf(document, catalogue(), facts))
      wanted.set(`${kind}:${id}`, { kind, id });
    return new Map(
      await Promise.all(
        [...wanted].map(
          async ([target, { kind, id }]) => [target, await this.names.nameOf(kind, id)] as const,
        ),
      ),
    );
  }
}

/** One sentence for each node of a workflow. */
export function sentencesOf(
  document: WorkflowDocument,
  facts: readonly FactDescriptor[],
  targets: NamedTargets,
): Record<string, Text> {
  const tell = teller(document, facts, targets);
  return Object.fromEntries(document.nodes.map((node) => [node.id, describeNode(node, tell(node.id))]));
}

/** The words for one node of a workflow. */
export type Teller = (nodeId: string) => Say;

/** Finds the words for each node: the names of things, and the facts that are known where it stands. */
export function teller(
  document: WorkflowDocument,
  facts: readonly FactDescriptor[],
  targets: NamedTargets,
): Teller {
  const byTarget: ReadonlyMap<string, Named> = targets;
  const nameOf = (kind: string, id: string): Named | undefined => byTarget.get(`${kind}:${id}`);
  return (nodeId) => createSay({ nameOf, facts: [...facts, ...stepFactsAt(document, nodeId, catalogue())] });
}
