import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './row-link.module.css';

interface RowButtonProps {
  title: string;
  dimmed?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** The name of a row that opens beside the list instead of on a page of its own; a click elsewhere on the row does the same. */
export function RowButton({ title, dimmed, onClick, children }: RowButtonProps) {
  return (
    <UnstyledButton
      className={classes.link}
      data-row-link
      data-dimmed={dimmed || undefined}
      title={title}
      onClick={onClick}
    >
      {children}
    </UnstyledButton>
  );
}
