import type { BulkState, BulkVerb, BulkView, RunStatus } from '@linkflow/contracts';
import { Progress } from '@mantine/core';
import { IconCheck, IconEye, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useFormat, useTexts } from '../../i18n';
import { type Look, StateBadge } from '../runs/run-labels';
import { bulkPageTexts } from './bulk-page.texts';

/** Icon and colour of each state. Yellow means that the bulk operation waits for a user's decision. */
const LOOK: Record<BulkState, Look> = {
  canary: { icon: IconPlayerPlay, color: 'indigo' },
  checking: { icon: IconEye, color: 'yellow' },
  rest: { icon: IconPlayerPlay, color: 'indigo' },
  stopped: { icon: IconPlayerStop },
  done: { icon: IconCheck, color: 'teal' },
};

export function BulkStateBadge({ state }: { state: BulkState }) {
  const t = useTexts(bulkPageTexts);
  return (
    <StateBadge look={LOOK[state]} data-testid="bulk-state" data-state={state}>
      {t(`states.${state}`)}
    </StateBadge>
  );
}

/** Progress bar of a bulk operation: shares of runs that succeeded, failed, are unfinished, or were not eligible. */
export function BulkProgress({ bulk, size = 'sm' }: { bulk: BulkView; size?: 'sm' | 'md' }) {
  const t = useTexts(bulkPageTexts);
  const format = useFormat();
  const { good, bad, working } = tallyOf(bulk);
  const share = (count: number) => (bulk.total === 0 ? 0 : (count / bulk.total) * 100);
  const progress = t('touched', {
    done: format.number(bulk.done + bulk.ineligible),
    total: format.number(bulk.total),
  });
  return (
    <Progress.Root size={size} role="img" aria-label={`${t('progress')}: ${progress}`}>
      <Progress.Section value={share(good)} color="teal" withAria={false} />
      <Progress.Section value={share(bad)} color="red" withAria={false} />
      <Progress.Section value={share(working)} color="indigo" withAria={false} />
      <Progress.Section value={share(bulk.ineligible)} color="gray.5" withAria={false} />
    </Progress.Root>
  );
}

/** True if the status counts as a success. `cancelled` is a success for the verb `cancel` and a failure for all others. */
const isGood = (verb: BulkVerb, status: RunStatus): boolean =>
  status === 'succeeded' || (verb === 'cancel' && status === 'cancelled');
const isBad = (verb: BulkVerb, status: RunStatus): boolean =>
  status === 'failed' || status === 'needs-review' || (verb !== 'cancel' && status === 'cancelled');

/** Progress and outcome of a bulk operation, as numbers of runs. */
interface BulkTally {
  /** Runs processed so far, including those that were not eligible. */
  touched: number;
  left: number;
  /** Runs to which the operation was applied: succeeded (`good`), failed (`bad`), or not ended (`working`). */
  good: number;
  bad: number;
  working: number;
}

export function tallyOf({
  verb,
  total,
  done,
  ineligible,
  outcome,
}: Pick<BulkView, 'verb' | 'total' | 'done' | 'ineligible' | 'outcome'>): BulkTally {
  const tally = {
    touched: done + ineligible,
    left: Math.max(0, total - done - ineligible),
    good: 0,
    bad: 0,
    working: 0,
  };
  for (const [status, count] of Object.entries(outcome) as [RunStatus, number][]) {
    // The cast is needed because Object.entries types keys as string; the keys of `outcome` are run statuses.
    if (isGood(verb, status)) tally.good += count;
    else if (isBad(verb, status)) tally.bad += count;
    else tally.working += count;
  }
  return tally;
}
