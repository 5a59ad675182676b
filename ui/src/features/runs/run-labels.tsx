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
import { useTexts } from '../../i18n';
import { runTexts } from './runs.texts';

/** Colour and icon of each status; the text is always shown as well. */
const LOOK: Record<RunStatus, { icon: Icon; color?: string }> = {
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
  const { icon: StatusIcon, color } = LOOK[status];
  return (
    <Badge
      data-status={status}
      variant={color ? 'light' : 'default'}
      color={color}
      // Beside a long name, the name shrinks and not the badge.
      flex="none"
      leftSection={<StatusIcon size={12} stroke={2.1} aria-hidden />}
    >
      {t(`statuses.${status}`)}
    </Badge>
  );
}

/** The name of the contact, or the address of a recipient without a contact card. */
export function subjectName({ subject }: Pick<RunSummary, 'subject'>): string {
  return subject.contact?.name ?? subject.address ?? '–';
}
