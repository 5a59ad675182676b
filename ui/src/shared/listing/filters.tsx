import type { RefKind } from '@linkflow/contracts';
import { Select } from '@mantine/core';
import { RefSelect } from '../ref-select';
import type { ListSearch } from '../search';
import type { ListState } from './list-state';

interface FilterProps<N extends string, S extends ListSearch> {
  list: ListState<S>;
  /** What the address calls it. */
  name: N;
  label: string;
  /** Stands in the box while everything is shown. */
  any: string;
  width?: number;
}

const LOOK = { size: 'xs', clearable: true } as const;
const WIDTH = 168;

/** Narrows a list to what belongs to one contact, one link, one owner … */
export function RefFilter<N extends string, S extends ListSearch & { [K in N]?: string }>({
  list,
  name,
  label,
  any,
  width = WIDTH,
  kind,
}: FilterProps<N, S> & { kind: RefKind }) {
  return (
    <RefSelect
      {...LOOK}
      w={width}
      kind={kind}
      aria-label={label}
      placeholder={any}
      value={list.search[name] ?? null}
      onChange={(id) => list.set({ [name]: id ?? undefined } as Partial<S>) /* S has `name` with an id */}
    />
  );
}

interface ChoiceFilterProps<
  N extends string,
  V extends string,
  S extends ListSearch & { [K in N]?: V },
> extends FilterProps<N, S> {
  choices: readonly V[];
  labelOf: (choice: V) => string;
}

/** Narrows a list to one of a few kinds or states. */
export function ChoiceFilter<N extends string, V extends string, S extends ListSearch & { [K in N]?: V }>({
  list,
  name,
  label,
  any,
  width = WIDTH,
  choices,
  labelOf,
}: ChoiceFilterProps<N, V, S>) {
  return (
    <Select
      {...LOOK}
      w={width}
      aria-label={label}
      placeholder={any}
      data={choices.map((value) => ({ value, label: labelOf(value) }))}
      value={list.search[name] ?? null}
      onChange={(value) => {
        const chosen = choices.find((choice) => choice === value);
        list.set({ [name]: chosen } as Partial<S>); // S has `name` with one of these choices
      }}
    />
  );
}
