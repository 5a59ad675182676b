import type { BulkView } from '@linkflow/contracts';
import { Skeleton, Stack, Text } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { isApiError } from '../../../api/api-error';
import { useBulk } from '../../../api/ops';
import { useFormat, useTexts } from '../../../i18n';
import { FilterWords } from '../../runs/filter-words';
import { useTypeName } from '../../runs/type-name';
import { PageFailure } from '../../../shared/page-failure';
import { PageHeader } from '../../../shared/page-header';
import { TextLink } from '../../../shared/text-link';
import { useNow } from '../../../shared/time-ago';
import { BulkActions } from './bulk-actions';
import { BulkOutcome } from './bulk-outcome';
import classes from './bulk-page.module.css';
import { bulkPageTexts } from './bulk-page.texts';
import { BulkProgress } from './bulk-progress';
import { BulkStateBadge } from './bulk-state';
import { tallyOf } from './bulk-tally';
import { BulkVerdict } from './bulk-verdict';

const route = getRouteApi('/shell/ops/bulks/$bulkId');

/** One bulk: how far it has come, how those that it was done to stand, and whether the rest shall follow. */
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
  if (query.error && !bulk) {
    const gone = isApiError(query.error, 'not-found');
    return <PageFailure crumbs={crumbs} title={gone ? t('gone') : t('title')} query={query} />;
  }
  return (
    <div className={classes.page}>
      <PageHeader
        crumbs={crumbs}
        title={bulk ? t(`named.${bulk.verb}`, { count: bulk.total }) : t('title')}
        badges={bulk && <BulkStateBadge state={bulk.state} />}
        actions={bulk && <BulkActions bulk={bulk} />}
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
    </div>
  );
}

function About({ bulk }: { bulk: BulkView }) {
  const t = useTexts(bulkPageTexts);
  const format = useFormat();
  const now = useNow();
  const typeName = useTypeName();
  const { error } = bulk.about;
  const failedStep = error && t('failedIn', { type: typeName(error.type), code: error.reason.code });
  return (
    <Text size="sm" c="dimmed" pb={10} className={classes.about}>
      <FilterWords filter={bulk.filter} about={bulk.about} />
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
        {bulk.passed > 0 && <p className={classes.quiet}>{t('passed', { count: bulk.passed })}</p>}
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
