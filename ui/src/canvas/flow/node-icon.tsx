import {
  type Icon,
  IconArrowRight,
  IconArrowsSplit,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClick,
  IconClockHour4,
  IconCode,
  IconDatabaseEdit,
  IconHelp,
  IconListCheck,
  IconLoader2,
  IconPlayerTrackNext,
  IconRefresh,
  IconX,
} from '@tabler/icons-react';
import { memo } from 'react';
import type { NodeGroup, StepStatus } from '@linkflow/contracts';
import * as set from './icon-set';
import classes from './node-icon.module.css';

const ICON_BY_NAME: Readonly<Partial<Record<string, Icon>>> = set;

const ICON_BY_GROUP: Record<NodeGroup, Icon> = {
  trigger: IconClick,
  response: IconArrowRight,
  data: IconDatabaseEdit,
  work: IconListCheck,
  script: IconCode,
  flow: IconArrowsSplit,
};

interface Props {
  icon: string | undefined;
  group: NodeGroup;
  size?: 'sm' | 'md';
}

/**
 * The icon of a node type on the colour of the node group. Hidden from screen readers, because it is always shown next to a
 * title.
 */
export const NodeIcon = memo(function NodeIcon({ icon, group, size = 'md' }: Props) {
  // If the icon is missing or not in the icon set, use the icon of the node group.
  const Icon = ICON_BY_NAME[icon ?? ''] ?? ICON_BY_GROUP[group];
  return (
    <span className={classes.tile} data-group={group} data-size={size} aria-hidden>
      <Icon size={size === 'md' ? 18 : 16} stroke={1.7} />
    </span>
  );
});

const ICON_BY_STATUS: Record<StepStatus, Icon> = {
  pending: IconCircleDashed,
  running: IconLoader2,
  waiting: IconClockHour4,
  retrying: IconRefresh,
  succeeded: IconCheck,
  failed: IconX,
  skipped: IconPlayerTrackNext,
  cancelled: IconBan,
  uncertain: IconHelp,
};

/** The icon of a step status. Hidden from screen readers, so the caller must also provide the status as text. */
export function StepStatusIcon({ status, size = 14 }: { status: StepStatus; size?: number }) {
  const Icon = ICON_BY_STATUS[status];
  return (
    <span className={classes.sign} data-status={status} aria-hidden>
      <Icon size={size} stroke={2.2} />
    </span>
  );
}
