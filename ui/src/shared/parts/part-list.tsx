import type { ReactNode } from 'react';
import { PartHead, type PartHeadProps } from './part';
import classes from './parts.module.css';

interface PartListProps extends PartHeadProps {
  /** Between the head and the list: search and filters. */
  bar?: ReactNode;
  children: ReactNode;
}

/** One part that is a list of pages; it fills the height and scrolls inside. */
export function PartList({ bar, children, ...head }: PartListProps) {
  return (
    <section className={`${classes.partFill} ${classes.partList}`}>
      <PartHead {...head} />
      {bar && <div className={classes.bar}>{bar}</div>}
      {children}
    </section>
  );
}
