import { ROUTES, type OpsOverview, type QueueView } from '@linkflow/contracts';
import { Alert, Anchor, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconExternalLink, IconRefreshAlert, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useRoute } from '../../api/use-route';
import { formatApproximate } from '../../i18n/moments';
import { useFormat, useLanguage, useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { SectionPage } from '../../shared/sections';
import { ClicksSwitch } from '../../shared/verdict/clicks-switch';
import { ShortTable } from '../../shared/short-table';
import { RunStatusBadge } from '../runs/run-labels';
import { RUN_STATUSES } from '../search-params';
import { ClicksChart } from './clicks-chart';
import { opsTexts } from './ops.texts';
import classes from './overview.module.css';
import { PausesInForce } from './pauses-page';

/** Polling interval. The page does not use live events, because it must also work when these fail. */
const REFRESH_MS = 5_000;

/** The page with the state of the system: alerts, runs, clicks, queues, and the automatic repairs by maintenance. */
export function OverviewPage() {
  const t = useTexts(opsTexts);
  const query = useRoute(ROUTES.ops.overview, { refetchInterval: REFRESH_MS });
  return (
    <SectionPage
      title={t('overview.title')}
      lead={t('overview.lead')}
      action={query.data && <Stores stores={query.data.stores} />}
      query={query}
    >
      {(overview) => <Parts overview={overview} />}
    </SectionPage>
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
          <Group justify="space-between" gap={8} mb={8} className={classes.headingRow}>
            <h2 id="ops-clicks" className={classes.heading}>
              {t('overview.clicks')}
            </h2>
            <ClicksSwitch />
          </Group>
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
    [t('overview.enqueued'), repairs.enqueued],
    [t('overview.started'), repairs.started],
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

/** Alerts about unreachable databases, many retrying runs, overdue runs, suspended scripts, and pauses in force. */
function Alarms({
  overview: { stores, retrying, overdue, setAside, suspendedScripts },
}: {
  overview: OpsOverview;
}) {
  const t = useTexts(opsTexts);
  return (
    <Stack gap={8} className={classes.alarms}>
      {!stores.mongo && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t('overview.mongoAway')}>
          {t('overview.mongoAwayText')}
        </Alert>
      )}
      {!stores.redis && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t('overview.redisAway')}>
          {t('overview.redisAwayText')}
        </Alert>
      )}
      {retrying.storm && (
        <Alert color="red" icon={<IconRefreshAlert size={18} />} title={t('overview.storm')}>
          {t('overview.stormText', { count: retrying.runs })}{' '}
          <TextLink to="/runs" search={{ status: 'retrying' }}>
            {t('overview.showThem')}
          </TextLink>
        </Alert>
      )}
      {overdue > 0 && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t('overview.overdue')}>
          {t('overview.overdueText', { count: overdue })}
        </Alert>
      )}
      {suspendedScripts.length > 0 && (
        <Alert color="orange" icon={<IconAlertTriangle size={18} />} title={t('overview.slowScripts')}>
          {t('overview.slowScriptsText', {
            names: suspendedScripts.map((script) => script.name).join(', '),
          })}
        </Alert>
      )}
      {setAside > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title={t('overview.aside')}>
          {t('overview.asideText', { count: setAside })}{' '}
          <TextLink to="/ops/set-aside">{t('overview.showThem')}</TextLink>
        </Alert>
      )}
      <PausesInForce />
    </Stack>
  );
}

const NAMES = { mongo: 'MongoDB', redis: 'Redis' } as const;

/** Whether MongoDB and Redis respond. */
export function Stores({ stores }: { stores: OpsOverview['stores'] }) {
  const t = useTexts(opsTexts);
  return (
    <ul className={classes.stores} aria-label={t('overview.stores')}>
      {(['mongo', 'redis'] as const).map((store) => (
        <li key={store} data-up={stores[store]}>
          {stores[store] ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
          {NAMES[store]} {t(stores[store] ? 'overview.answers' : 'overview.silent')}
        </li>
      ))}
    </ul>
  );
}

/** Order of the statuses on the page. Those that need attention come first; statuses not listed here come last. */
const ORDER = ['failed', 'needs-review', 'held', 'retrying', 'waiting', 'queued', 'running'] as const;

/** Shows the number of runs in each status, linked to the list of these runs. */
function RunsByState({ runs }: { runs: OpsOverview['runs'] }) {
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

/** Shows the length of each queue and the age of its oldest job. */
export function Queues({ queues }: { queues: readonly QueueView[] }) {
  const t = useTexts(opsTexts);
  const format = useFormat();
  const language = useLanguage();
  const count = (value: number) => (
    <span className={classes.count} data-zero={value === 0 || undefined}>
      {format.number(value)}
    </span>
  );
  return (
    <>
      <Group justify="space-between" align="baseline" className={classes.headingRow}>
        <h2 id="ops-queues" className={classes.heading}>
          {t('overview.queues')}
        </h2>
        <Anchor href="/api/ops/queues" target="_blank" rel="noreferrer" size="xs">
          {t('overview.board')} <IconExternalLink size={12} aria-hidden className={classes.out} />
        </Anchor>
      </Group>
      <ShortTable
        records={queues}
        idOf={(queue) => queue.name}
        columns={[
          { title: t('overview.queue'), render: (queue) => <QueueName name={queue.name} /> },
          { title: t('overview.waiting'), render: (queue) => count(queue.waiting) },
          {
            title: t('overview.oldest'),
            render: ({ oldestMs }) => (oldestMs === null ? '–' : formatApproximate(language, oldestMs)),
          },
          { title: t('overview.active'), render: (queue) => count(queue.active) },
          { title: t('overview.delayed'), render: (queue) => count(queue.delayed) },
          {
            title: t('overview.failed'),
            render: (queue) => (
              <Text span inherit c={queue.failed > 0 ? 'red' : undefined}>
                {count(queue.failed)}
              </Text>
            ),
          },
        ]}
      />
    </>
  );
}

/** Shows the purpose of a queue, followed by its technical name, such as `clicks-0`. */
function QueueName({ name }: { name: string }) {
  const t = useTexts(opsTexts);
  const kind = (['clicks', 'runs', 'mail', 'audience', 'quarantine'] as const).find((each) =>
    name.startsWith(each),
  );
  if (!kind) return name;
  return (
    <>
      {t(`overview.kinds.${kind}`)}{' '}
      <Text span size="xs" c="dimmed">
        {name}
      </Text>
    </>
  );
}
