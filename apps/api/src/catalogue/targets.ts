import { Injectable } from '@nestjs/common';
import { catalogue, createSay, describeNode, type Named } from '@linkflow/actions';
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
  const byTarget: ReadonlyMap<string, Named> = targets;
  const nameOf = (kind: string, id: string): Named | undefined => byTarget.get(`${kind}:${id}`);
  return Object.fromEntries(
    document.nodes.map((node) => {
      const known = [...facts, ...stepFactsAt(document, node.id, catalogue())];
      return [node.id, describeNode(node, createSay({ nameOf, facts: known }))];
    }),
  );
}
