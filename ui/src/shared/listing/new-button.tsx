import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ListSearch } from '../search';
import type { ListState } from './list-state';

/** Opens the dialog for a new one, which the address knows of. */
export function NewButton<S extends ListSearch>({ list, label }: { list: ListState<S>; label: string }) {
  return (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => list.set({ new: true } as Partial<S>) /* every S has ListSearch's `new` */}
    >
      {label}
    </Button>
  );
}
