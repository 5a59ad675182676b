import { ROUTES, type BulkView } from '@linkflow/contracts';
import { Alert, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconEye } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useBulk } from '../../api/ops';
import { useCommand } from '../../api/use-route';
import { useFormat, useText, useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { PageFailure, PageHeader, RecordPage } from '../../shared/page-header';
import { useNow } from '../../shared/time-ago';
import { FilterText } from '../runs/run-filters';
import { useTypeName } from '../runs/run-labels';
import { RunStatusBadge } from '../runs/run-labels';
import { runTexts } from '../runs/runs.texts';
import { RUN_STATUSES } from '../search-params';
import { BulkCommands } from './bulk-commands';
import classes from './bulk-page.module.css';
import { bulkPageTexts } from './bulk-page.texts';
import { BulkProgress, BulkStateBadge, tallyOf } from './bulk-state';

const route = getRouteApi('/shell/ops/bulks/$bulkId');

/** The page of a bulk operation: its progress, the outcome of its runs, and buttons to continue or stop it. */
export function BulkPage() {
  const t = useTexts(bulkPageTexts);
  const { bulkId } = route.useParams();
  const query = useBulk(bulkId);
  const crumbs = [
    <Link key="ops" to="/ops/overview">
      {t('operations')}
    </Link>,
    <Link key="bulks" to="/ops/bulks">
      {t('title')}
    </Link>,
  ];
  const { data: bulk } = query;
  if (query.error && !bulk)
    return <PageFailure crumbs={crumbs} title={t('title')} query={query} gone={t('gone')} />;
  return (
    <RecordPage>
      <PageHeader
        crumbs={crumbs}
        title={bulk ? t(`named.${bulk.verb}`, { count: bulk.total }) : t('title')}
        badges={bulk && <BulkStateBadge state={bulk.state} />}
        actions={bulk && <Commands bulk={bulk} />}
      >
        {bulk && <About bulk={bulk} />}
      </PageHeader>
      <div className={classes.body}>
        {bulk ? (
          <Progressing bulk={bulk} />
        ) : (
          <Stack aria-busy gap={16}>
            <Skeleton height={14} width="40%" />
            <Skeleton height={12} />
          </Stack>
        )}
      </div>
    </RecordPage>
  );
}

function About({ bulk }: { bulk: BulkView }) {
  const t = useTexts(bulkPageTexts);
  const format = useFormat();
  const now = useNow();
  const text = useText();
  const typeName = useTypeName();
  const { error } = bulk.about;
  const failedStep =
    error && t('failedIn', { type: typeName(error.type), reason: text(error.reason.message) });
  return (
    <Text size="sm" c="dimmed" pb={10} className={classes.about}>
      <FilterText filter={bulk.filter} about={bulk.about} />
      {failedStep && ` · ${failedStep}`}
      <br />
      <span title={format.exact(bulk.at)}>
        {t('begunBy', { time: format.relative(bulk.at, now), name: bulk.by.name })}
      </span>
      {bulk.endedAt && `, ${t('ended', { time: format.relative(bulk.endedAt, now) })}`} ·{' '}
      {t('pace', { count: bulk.perSecond })}
    </Text>
  );
}

function Progressing({ bulk }: { bulk: BulkView }) {
  const t = useTexts(bulkPageTexts);
  const format = useFormat();
  const { touched, left } = tallyOf(bulk);
  return (
    <Stack gap={20}>
      <BulkVerdict bulk={bulk} />
      <section aria-label={t('progress')}>
        <div className={classes.counts}>
          <strong className="lf-numbers" data-testid="bulk-touched">
            {t('touched', { done: format.number(touched), total: format.number(bulk.total) })}
          </strong>
          <span className="lf-numbers">{left > 0 && t('left', { count: left })}</span>
        </div>
        <BulkProgress bulk={bulk} size="md" />
        {bulk.ineligible > 0 && (
          <p className={classes.quiet}>{t('ineligible', { count: bulk.ineligible })}</p>
        )}
      </section>
      <section aria-labelledby="bulk-outcome">
        <h2 id="bulk-outcome" className={classes.heading}>
          {t('how')}
        </h2>
        <BulkOutcome bulk={bulk} />
        {bulk.done > 0 && (
          <p className={classes.quiet}>
            <TextLink to="/runs" search={{ bulk: bulk.id }} data-testid="bulk-runs">
              {t('itsRuns', { count: bulk.done })}
            </TextLink>
          </p>
        )}
      </section>
    </Stack>
  );
}

function Commands({ bulk }: { bulk: BulkView }) {
  const t = useTexts(bulkPageTexts);
  const proceed = useCommand(ROUTES.bulks.continue);
  const stop = useCommand(ROUTES.bulks.stop);
  const { left: count } = tallyOf(bulk);
  const words = {
    stopText: t('stopText', { count }),
    stopped: t('stopped'),
    goOn: t('goOn', { count }),
    goesOn: t('goesOn'),
  };
  return <BulkCommands bulk={bulk} stop={stop} proceed={proceed} words={words} />;
}

/** Shows how many runs of the bulk operation have each status. Each number is linked to the list of these runs. */
function BulkOutcome({ bulk: { id, outcome, state } }: { bulk: BulkView }) {
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

/** Shows one sentence about the outcome of the runs processed so far, and what to do next. */
function BulkVerdict({ bulk }: { bulk: BulkView }) {
  const t = useTexts(bulkPageTexts);
  const { good, bad, working } = tallyOf(bulk);
  if (bulk.state === 'canary' || bulk.state === 'rest' || good + bad + working === 0) return null;
  const checking = bulk.state === 'checking';
  if (working > 0) {
    return checking ? (
      <Alert color="indigo" icon={<IconEye size={18} />} role="status">
        {t('working')}
      </Alert>
    ) : null;
  }
  if (bad > 0) {
    return (
      <Alert color="red" icon={<IconAlertTriangle size={18} />} role="status">
        <Text size="sm">
          {t(checking ? 'badly' : 'someBadly', { count: bad })}{' '}
          <TextLink to="/runs" search={{ bulk: bulk.id, status: 'failed,needs-review' }}>
            {t('lookAt')}
          </TextLink>
        </Text>
      </Alert>
    );
  }
  return (
    <Alert color="teal" icon={<IconCheck size={18} />} role="status">
      {checking ? t('well', { count: good }) : t('allWell')}
    </Alert>
  );
}
