import type { ReactNode } from 'react';

/** Stands for Mantine's scroll area where it is never rendered (`plainLists`). The browser scrolls what it contains. */
function PlainScrollArea({ children }: { children?: ReactNode }) {
  return <div style={{ overflow: 'auto' }}>{children}</div>;
}

export const ScrollArea = Object.assign(PlainScrollArea, { Autosize: PlainScrollArea });
