import type { BulkView } from '@linkflow/contracts';
import { useFormat, useTexts } from '../../../i18n';
import { RunStatusBadge } from '../../runs/run-status';
import { runTexts } from '../../runs/runs.texts';
import { RUN_STATUSES } from '../../runs/search';
import { TextLink } from '../../../shared/text-link';
import classes from './bulk-page.module.css';
import { bulkPageTexts } from './bulk-page.texts';

/** How the runs that it was done to stand now; each count leads to them. */
export function BulkOutcome({ bulk: { id, outcome, state } }: { bulk: BulkView }) {
  const t = useTexts(bulkPageTexts);
  const runs = useTexts(runTexts);
  const format = useFormat();
  const known = RUN_STATUSES.filter((status) => (outcome[status] ?? 0) > 0);
  if (known.length === 0) {
    const over = state === 'done' || state === 'stopped';
    return <p className={classes.quiet}>{t(over ? 'nobodyAtAll' : 'nobody')}</p>;
  }
  return (
    <ul className={classes.outcome}>
      {known.map((status) => (
        <li key={status}>
          <RunStatusBadge status={status} />
          <TextLink
            to="/runs"
            search={{ bulk: id, status }}
            aria-label={t('showThese', { status: runs(`statuses.${status}`), count: outcome[status] ?? 0 })}
          >
            <span className="lf-numbers" data-testid={`outcome-${status}`}>
              {format.number(outcome[status] ?? 0)}
            </span>
          </TextLink>
        </li>
      ))}
    </ul>
  );
}
