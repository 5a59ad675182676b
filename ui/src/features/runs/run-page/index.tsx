import { Skeleton } from '@mantine/core';
import { useCatalogue } from '../../../api/catalogue';
import { useRun } from '../../../api/runs';
import { isApiError } from '../../../api/api-error';
import { useTexts } from '../../../i18n';
import { ListLink } from '../../../shared/list-link';
import { LoadFailure } from '../../../shared/load-failure';
import { PageHeader } from '../../../shared/page-header';
import { LoadedRun } from './loaded-run';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';
import { route } from './route';

/** One run: its path on the canvas beside a timeline. */
export function RunPage() {
  const t = useTexts(runPageTexts);
  const { runId } = route.useParams();
  const run = useRun(runId);
  const catalogue = useCatalogue();
  if (run.data && catalogue.data) {
    return <LoadedRun key={runId} run={run.data} catalogue={catalogue.data} />;
  }
  const failed = run.data ? catalogue : run;
  if (failed.error) {
    const gone = isApiError(failed.error, 'not-found');
    return (
      <div className={classes.page}>
        <PageHeader crumbs={<ListLink to="/runs">{t('crumb')}</ListLink>} title={t('crumb')} />
        <LoadFailure
          error={failed.error}
          title={gone ? t('gone') : undefined}
          onRetry={() => void failed.refetch()}
        />
      </div>
    );
  }
  return (
    <div className={classes.page} aria-busy>
      <div className={classes.skeletonHead}>
        <Skeleton height={10} width={120} />
        <Skeleton height={22} width={320} mt={10} maw="80%" />
        <Skeleton height={12} width={420} mt={12} maw="90%" />
      </div>
      <div className={classes.skeletonBody}>
        <Skeleton height={60} width={272} mx="auto" />
        <Skeleton height={60} width={272} mx="auto" mt={72} />
      </div>
    </div>
  );
}
