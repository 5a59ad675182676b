import { ROUTES, type RunStatus, type RunSummary, type Verdict } from '@linkflow/contracts';
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
import { type ComponentProps, useCallback } from 'react';
import { useRoute } from '../../api/use-route';
import { useLanguage, useText, useTexts } from '../../i18n';
import { formatUntil } from '../../i18n/moments';
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

const DONE_FOR_MACHINE: Look = { icon: IconCheck };

interface RunStatusBadgeProps {
  status: RunStatus;
  /** When a waiting run continues, if the badge shall say so. */
  until?: string | undefined;
  /** The verdict on the click that started the run. The badge of a machine's run is not green, because most of its steps are skipped. */
  verdict?: Verdict | undefined;
}

export function RunStatusBadge({ status, until, verdict }: RunStatusBadgeProps) {
  const t = useTexts(runTexts);
  const language = useLanguage();
  return (
    <StateBadge
      look={status === 'succeeded' && verdict === 'bot' ? DONE_FOR_MACHINE : LOOK[status]}
      data-status={status}
    >
      {status === 'waiting' && until !== undefined
        ? t('waitsUntil', { when: formatUntil(language, until, new Date()) })
        : t(`statuses.${status}`)}
    </StateBadge>
  );
}

/** Says until when a waiting run waits; shows nothing for other runs. */
export function WaitsUntil({ run: { status, dueAt } }: { run: Pick<RunSummary, 'status' | 'dueAt'> }) {
  const t = useTexts(runTexts);
  const language = useLanguage();
  if (status !== 'waiting' || dueAt === undefined) return null;
  return <>{t('waitsUntil', { when: formatUntil(language, dueAt, new Date()) })}</>;
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

/** Returns a function that gives the title of a node type, or the type itself if it is unknown or the catalogue is not loaded yet. */
export function useTypeName(): (type: string) => string {
  const catalogue = useRoute(ROUTES.catalogue.actions).data;
  const text = useText();
  return useCallback(
    (type) => {
      const found = catalogue?.find((descriptor) => descriptor.type === type);
      return found ? text(found.title) : type;
    },
    [catalogue, text],
  );
}
