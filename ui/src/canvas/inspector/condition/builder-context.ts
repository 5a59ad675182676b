import type { FactDescriptor } from '@linkflow/contracts';

/** What the parts of the condition builder know beside their own rule. */
export interface BuilderContext {
  facts: ReadonlyMap<string, FactDescriptor>;
}

/** The query builder hands its context on untyped; it is always the one that the editor puts in. */
export function contextOf(props: { context?: unknown }): BuilderContext {
  return props.context as BuilderContext;
}
