import type { StepStatus } from '@linkflow/contracts';
import {
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClockHour4,
  IconHelp,
  IconLoader2,
  IconPlayerTrackNext,
  IconRefresh,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import classes from './step-status-icon.module.css';

const ICONS: Record<StepStatus, Icon> = {
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

/** The sign of a step's state; the words stand beside it or in its title. */
export function StepStatusIcon({ status, size = 14 }: { status: StepStatus; size?: number }) {
  const Icon = ICONS[status];
  return (
    <span className={classes.sign} data-status={status} aria-hidden>
      <Icon size={size} stroke={2.2} />
    </span>
  );
}
