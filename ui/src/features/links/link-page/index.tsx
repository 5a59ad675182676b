import { Skeleton } from '@mantine/core';
import { useCatalogue } from '../../../api/catalogue';
import { isApiError } from '../../../api/api-error';
import { useLink } from '../../../api/links';
import { useTexts } from '../../../i18n';
import { ListLink } from '../../../shared/list-link';
import { LoadFailure } from '../../../shared/load-failure';
import { PageHeader } from '../../../shared/page-header';
import { linkPageTexts } from './link-page.texts';
import classes from './link-page.module.css';
import { LoadedLink } from './loaded-link';
import { route } from './route';

/** One tracked link: its workflow, clicks, runs and versions. */
export function LinkPage() {
  const t = useTexts(linkPageTexts);
  const { linkId } = route.useParams();
  const link = useLink(linkId);
  const catalogue = useCatalogue();
  const failed = link.data ? (catalogue.data ? null : catalogue) : link;

  if (link.data && catalogue.data) {
    // Another link gets a canvas of its own, so that nothing unsaved wanders over.
    return <LoadedLink key={linkId} link={link.data} catalogue={catalogue.data} />;
  }
  if (failed?.error) {
    const gone = isApiError(failed.error, 'not-found');
    return (
      <div className={classes.page}>
        <PageHeader crumbs={<ListLink to="/links">{t('crumb')}</ListLink>} title={t('crumb')} />
        <LoadFailure
          error={failed.error}
          title={gone ? t('deleted') : undefined}
          onRetry={() => void failed.refetch()}
        />
      </div>
    );
  }
  return (
    <div className={classes.page} aria-busy>
      <div className={classes.skeletonHead}>
        <Skeleton height={10} width={140} />
        <Skeleton height={22} width={380} mt={10} maw="80%" />
        <Skeleton height={12} width={320} mt={16} maw="70%" />
      </div>
      <div className={classes.skeletonBody}>
        <Skeleton height={60} width={272} mx="auto" />
        <Skeleton height={60} width={272} mx="auto" mt={72} />
        <Skeleton height={60} width={272} mx="auto" mt={72} />
      </div>
    </div>
  );
}
