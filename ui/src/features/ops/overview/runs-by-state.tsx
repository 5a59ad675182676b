import type { OpsOverview } from '@linkflow/contracts';
import { Link } from '@tanstack/react-router';
import { useFormat, useTexts } from '../../../i18n';
import { RunStatusBadge } from '../../runs/run-status';
import { RUN_STATUSES } from '../../runs/search';
import { opsTexts } from '../ops.texts';
import classes from './overview.module.css';

/** What needs a person stands first. */
const ORDER = ['failed', 'needs-review', 'held', 'retrying', 'waiting', 'queued', 'running'] as const;

/** How many runs stand in each state that is not a good end; each leads to them. */
export function RunsByState({ runs }: { runs: OpsOverview['runs'] }) {
  const t = useTexts(opsTexts);
  const format = useFormat();
  const rows = [...ORDER, ...RUN_STATUSES.filter((status) => !ORDER.some((known) => known === status))];
  const known = rows.filter((status) => (runs[status] ?? 0) > 0);
  if (known.length === 0) return <p className={classes.note}>{t('overview.noRuns')}</p>;
  return (
    <ul className={classes.states}>
      {known.map((status) => (
        <li key={status}>
          <Link to="/runs" search={{ status }} className={classes.state}>
            <RunStatusBadge status={status} />
            <span className="lf-numbers">{format.number(runs[status] ?? 0)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
