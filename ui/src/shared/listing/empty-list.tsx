import { EmptyState } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface EmptyListProps {
  icon: Icon;
  title: string;
  text?: string;
  /** The one next step. */
  children?: ReactNode;
  color?: string;
}

/** Says what will stand in a list that has nothing in it yet. */
export function EmptyList({ icon: ListIcon, title, text, color, children }: EmptyListProps) {
  return (
    <EmptyState
      p="xl"
      maw={440}
      variant="light"
      color={color}
      icon={<ListIcon aria-hidden />}
      title={title}
      description={text}
    >
      {children && <EmptyState.Actions>{children}</EmptyState.Actions>}
    </EmptyState>
  );
}
