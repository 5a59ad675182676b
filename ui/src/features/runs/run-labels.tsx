import type { RunStatus, RunSummary } from '@linkflow/contracts';
import { Badge } from '@mantine/core';
import {
  type Icon,
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconClockPause,
  IconEye,
  IconHandStop,
  IconPlayerPlay,
  IconRefresh,
  IconX,
} from '@tabler/icons-react';
import type { ComponentProps } from 'react';
import { useTexts } from '../../i18n';
import { runTexts } from './runs.texts';

/** Icon and colour of a state. They only supplement the text of the state, which is always shown. */
export interface Look {
  icon: Icon;
  color?: string;
}

const LOOK: Record<RunStatus, Look> = {
  queued: { icon: IconClock },
  running: { icon: IconPlayerPlay, color: 'indigo' },
  waiting: { icon: IconClockPause, color: 'indigo' },
  retrying: { icon: IconRefresh, color: 'yellow' },
  held: { icon: IconHandStop, color: 'yellow' },
  succeeded: { icon: IconCheck, color: 'teal' },
  failed: { icon: IconAlertTriangle, color: 'red' },
  cancelled: { icon: IconX },
  'needs-review': { icon: IconEye, color: 'red' },
};

export function RunStatusBadge({ status }: { status: RunStatus }) {
  const t = useTexts(runTexts);
  return (
    <StateBadge look={LOOK[status]} data-status={status}>
      {t(`statuses.${status}`)}
    </StateBadge>
  );
}

/** A badge with the state of a run or of a bulk operation. */
export function StateBadge({ look, children, ...data }: ComponentProps<'div'> & { look: Look }) {
  const { icon: StateIcon, color } = look;
  return (
    <Badge
      {...data}
      variant={color ? 'light' : 'default'}
      color={color}
      // The badge never shrinks. Beside a long name, the name is shortened instead.
      flex="none"
      leftSection={<StateIcon size={12} stroke={2.1} aria-hidden />}
    >
      {children}
    </Badge>
  );
}

/** Returns the name of the run's contact, or the e-mail address if the recipient is not a contact. */
export function subjectName({ subject }: Pick<RunSummary, 'subject'>): string {
  return subject.contact?.name ?? subject.address ?? '–';
}
