import { mergeParts } from '@linkflow/workflow';
import type { ReactNode } from 'react';
import { useMergeFieldLabel } from './merge-facts';
import classes from './merge-text.module.css';

interface MergeChipProps {
  /** The merge field as it is written. */
  source: string;
  selected?: boolean;
}

/** A merge field, shown by its name, and with the text that is used if it is empty. */
export function MergeChip({ source, selected }: MergeChipProps) {
  const { name, fallback, wrong } = useMergeFieldLabel()(source);
  return (
    <span
      className={classes.chip}
      data-wrong={wrong || undefined}
      data-selected={selected || undefined}
      title={fallback === undefined ? name : `${name}, ${fallback}`}
    >
      {name}
      {fallback !== undefined && <span className={classes.fallback}> {fallback}</span>}
    </span>
  );
}

/** A text with its merge fields as chips, to read. */
export function MergeTextView({ text }: { text: string }): ReactNode {
  let start = 0;
  return mergeParts(text).map((part) => {
    const key = start;
    start += typeof part === 'string' ? part.length : part.source.length;
    return typeof part === 'string' ? part : <MergeChip key={key} source={part.source} />;
  });
}
