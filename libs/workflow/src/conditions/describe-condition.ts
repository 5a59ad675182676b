import type { Condition, FactDescriptor, Text } from '@linkflow/contracts';

/** Gives the name of the thing with this id, as far as it is known. */
export type NameOf = (kind: string, id: string) => string | undefined;

/** A condition as a person would say it: "Country is Norway and Customer since before 2024". */
export function describeCondition(
  condition: Condition | null | undefined,
  facts: readonly FactDescriptor[],
  nameOf?: NameOf,
): Text {
  throw new Error(`not there yet: ${JSON.stringify([condition, facts, nameOf])}`);
}
