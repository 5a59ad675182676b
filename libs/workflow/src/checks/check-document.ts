import type {
  FactDescriptor,
  NodeDescriptor,
  RefKind,
  WorkflowDocument,
  WorkflowProblem,
} from '@linkflow/contracts';
import type { ValidateParams } from './params-validator';

/** What the checks need to know beside the document. */
export interface CheckContext {
  catalogue: readonly NodeDescriptor[];
  /** The facts that conditions and texts may ask for; those of earlier steps come from the catalogue. */
  facts: readonly FactDescriptor[];
  /** Absent: the JSON Schema of the catalogue decides. */
  validateParams?: ValidateParams;
  /** Things that the document points to and that are gone, as `<kind>:<id>`; see `referencesOf`. */
  missingTargets?: ReadonlySet<`${RefKind}:${string}`>;
}

/** Everything that is wrong with a draft, in the order of its nodes. Never throws on a document that fits the schema. */
export function checkDocument(
  document: WorkflowDocument,
  url: string,
  context: CheckContext,
): WorkflowProblem[] {
  throw new Error(`not there yet: ${JSON.stringify([document, url, context])}`);
}
