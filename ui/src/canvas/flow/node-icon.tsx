import type { NodeGroup } from '@linkflow/contracts';
import { memo } from 'react';
import { iconFor } from './icons';
import classes from './node-icon.module.css';

interface Props {
  icon: string | undefined;
  group: NodeGroup;
  size?: 'sm' | 'md';
}

/** The icon of a node type on the colour of its group. Decoration: the title beside it says the same in words. */
export const NodeIcon = memo(function NodeIcon({ icon, group, size = 'md' }: Props) {
  const Icon = iconFor(icon, group);
  return (
    <span className={classes.tile} data-group={group} data-size={size} aria-hidden>
      <Icon size={size === 'md' ? 18 : 16} stroke={1.7} />
    </span>
  );
});
