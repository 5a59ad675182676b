import type { RunStatus } from '@linkflow/contracts';
import { Badge } from '@mantine/core';
import { useTexts } from '../../i18n';
import { runStatusTexts } from './run-status.texts';

const COLOR: Record<RunStatus, string> = {
  queued: 'gray',
  running: 'indigo',
  waiting: 'yellow',
  retrying: 'yellow',
  held: 'yellow',
  succeeded: 'teal',
  failed: 'red',
  cancelled: 'gray',
  'needs-review': 'red',
};

/** The state of a run, in its colour and in words. */
export function RunStatusBadge({ status }: { status: RunStatus }) {
  const t = useTexts(runStatusTexts);
  return (
    <Badge variant="light" color={COLOR[status]} tt="none" fw={600} data-status={status}>
      {t(status)}
    </Badge>
  );
}
