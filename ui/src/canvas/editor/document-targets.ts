import { useMemo } from 'react';
import type {
  FieldDefinition,
  LookupItem,
  NodeDescriptor,
  RefKind,
  ScriptSignature,
  WorkflowDocument,
} from '@linkflow/contracts';
import { referencesOf } from '@linkflow/workflow';
import { useLookupNames } from '../../shared/refs';

/** The extra fields that a document refers to, and what its scripts declare, by id. */
export interface DocumentTargets {
  fields: ReadonlyMap<string, FieldDefinition>;
  scripts: ReadonlyMap<string, ScriptSignature>;
  /** The types of selections, of types of follow-ups and of secrets, by `<kind>:<id>`. */
  targetTypes: ReadonlyMap<string, string>;
}

/** Loads the extra fields and scripts that a document refers to. They are absent until they are loaded. */
export function useDocumentTargets(
  document: WorkflowDocument,
  catalogue: readonly NodeDescriptor[],
): DocumentTargets {
  const references = useMemo(() => referencesOf(document, catalogue), [document, catalogue]);
  const idsOf = (wanted: RefKind): string[] => [
    ...new Set(references.filter(({ kind }) => kind === wanted).map(({ id }) => id)),
  ];
  const fields = useLookupNames('field', idsOf('field')).data;
  const scripts = useLookupNames('script', idsOf('script')).data;
  const selections = useLookupNames('selection', idsOf('selection')).data;
  const taskTypes = useLookupNames('task-type', idsOf('task-type')).data;
  const secrets = useLookupNames('webhook-secret', idsOf('webhook-secret')).data;
  return useMemo(
    () => ({
      fields: new Map(fields?.flatMap(({ id, field }) => (field ? [[id, field] as const] : []))),
      targetTypes: new Map([
        ...typesOf('selection', selections),
        ...typesOf('task-type', taskTypes),
        ...typesOf('webhook-secret', secrets),
      ]),
      scripts: scriptsIn(scripts),
    }),
    [fields, scripts, secrets, selections, taskTypes],
  );
}

/** What is declared by the scripts among the records, by id. */
export const scriptsIn = (items: Iterable<LookupItem> = []): ReadonlyMap<string, ScriptSignature> =>
  new Map(
    [...items].flatMap(({ id, outputs, params }) =>
      outputs && params ? [[id, { outputs, params }] as const] : [],
    ),
  );

const typesOf = (kind: RefKind, items: readonly LookupItem[] = []): [string, string][] =>
  items.flatMap(({ id, type }): [string, string][] => (type === undefined ? [] : [[`${kind}:${id}`, type]]));
