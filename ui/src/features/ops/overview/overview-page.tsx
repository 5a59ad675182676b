import type { OpsOverview } from '@linkflow/contracts';
import { useOverview } from '../../../api/ops';
import { useFormat, useTexts } from '../../../i18n';
import { PartPage } from '../../../shared/parts';
import { opsTexts } from '../ops.texts';
import { Alarms } from './alarms';
import { ClicksChart } from './clicks-chart';
import classes from './overview.module.css';
import { Queues } from './queues';
import { RunsByState } from './runs-by-state';
import { Stores } from './stores';

/** How everything stands now: what is wrong first, then what waits where. */
export function OverviewPage() {
  const t = useTexts(opsTexts);
  const query = useOverview();
  return (
    <PartPage
      title={t('overview.title')}
      lead={t('overview.lead')}
      action={query.data && <Stores stores={query.data.stores} />}
      query={query}
    >
      {(overview) => <Parts overview={overview} />}
    </PartPage>
  );
}

function Parts({ overview }: { overview: OpsOverview }) {
  const t = useTexts(opsTexts);
  return (
    <>
      <Alarms overview={overview} />
      <div className={classes.columns}>
        <section aria-labelledby="ops-runs">
          <h2 id="ops-runs" className={classes.heading}>
            {t('overview.runs')}
          </h2>
          <RunsByState runs={overview.runs} />
        </section>
        <section aria-labelledby="ops-clicks">
          <h2 id="ops-clicks" className={classes.heading}>
            {t('overview.clicks')}
          </h2>
          <ClicksChart minutes={overview.clicksPerMinute} />
        </section>
      </div>
      <section className={classes.block} aria-labelledby="ops-queues">
        <Queues queues={overview.queues} />
      </section>
      <section className={classes.block} aria-labelledby="ops-repairs">
        <h2 id="ops-repairs" className={classes.heading}>
          {t('overview.repairs')}
        </h2>
        <Repairs overview={overview} />
      </section>
    </>
  );
}

function Repairs({ overview: { repairs, setAside } }: { overview: OpsOverview }) {
  const t = useTexts(opsTexts);
  const format = useFormat();
  const rows = [
    [t('overview.rung'), repairs.rung],
    [t('overview.begun'), repairs.begun],
    [t('overview.setAside'), setAside],
  ] as const;
  return (
    <>
      <dl className={classes.facts}>
        {rows.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd data-zero={count === 0 || undefined}>{format.number(count)}</dd>
          </div>
        ))}
      </dl>
      {repairs.since && (
        <p className={classes.note}>{t('overview.since', { time: format.dateTime(repairs.since) })}</p>
      )}
    </>
  );
}
