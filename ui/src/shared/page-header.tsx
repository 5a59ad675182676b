import { Breadcrumbs, Skeleton, Title } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { isApiError } from '../api/api-error';
import { lastSearchOf } from './list/list-state';
import { LoadFailure } from './load-failure';
import classes from './page-header.module.css';

/** The page of one record: a header, and a body that fills the remaining height. */
export function RecordPage({ busy, children }: { busy?: boolean; children: ReactNode }) {
  return (
    <div className="lf-fill" aria-busy={busy}>
      {children}
    </div>
  );
}

interface PageHeaderProps {
  /** Breadcrumbs: links to the parent pages, starting with the list. */
  crumbs?: ReactNode;
  title: string;
  /** Shown instead of the title text, for example an editable title. */
  heading?: ReactNode;
  /** Shown beside the title, such as the state of the record. */
  badges?: ReactNode;
  /** Shown at the right: buttons, then the menu. */
  actions?: ReactNode;
  /** Shown below the title, such as tabs. */
  children?: ReactNode;
}

/** The header of a record's page. Also sets the title of the browser tab. */
export function PageHeader({ crumbs, title, heading, badges, actions, children }: PageHeaderProps) {
  usePageTitle(title);
  return (
    <header className={classes.header}>
      <div className={classes.row}>
        <div className={classes.names}>
          {crumbs !== undefined && (
            <Breadcrumbs
              className={classes.crumbs}
              separator={<IconChevronRight size={13} aria-hidden />}
              separatorMargin={4}
            >
              {crumbs}
            </Breadcrumbs>
          )}
          <div className={classes.title}>
            {heading ?? (
              <Title order={1} title={title} className={classes.name}>
                {title}
              </Title>
            )}
            {badges}
          </div>
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </header>
  );
}

/** Placeholder for the header while the record is loaded. */
export function HeaderSkeleton() {
  return (
    <div className={classes.skeletonHead} aria-busy>
      <Skeleton height={10} width={70} />
      <Skeleton height={20} width={260} mt={10} />
    </div>
  );
}

/** Placeholder while the data of a page with a workflow is loaded. */
export function WorkflowPageSkeleton() {
  return (
    <RecordPage busy>
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
    </RecordPage>
  );
}

interface PageFailureProps {
  crumbs: ReactNode;
  title: string;
  query: { error: unknown; refetch: () => unknown };
  /** Headline if the record does not exist. */
  gone?: string;
  /** What is shown if the record is in the trash. */
  inTrash?: { title: string; text: string; action: ReactNode };
}

/** Shown if a record's page cannot be loaded: the reason, and breadcrumbs back to the list. */
export function PageFailure({ crumbs, title, query, gone, inTrash }: PageFailureProps) {
  const { error } = query;
  const isGone = isApiError(error, 'not-found');
  const trash = isGone && error.details.inTrash === true ? inTrash : undefined;
  return (
    <div>
      <PageHeader crumbs={crumbs} title={title} />
      <LoadFailure
        error={error}
        title={isGone ? gone : undefined}
        {...trash}
        onRetry={() => void query.refetch()}
      />
    </div>
  );
}

type ListPath =
  '/links' | '/forms' | '/mailings' | '/contacts' | '/companies' | '/selections' | '/projects' | '/runs';

/** The first breadcrumb of a record's page. It leads back to the list with the filters and page number that the user left there. */
export function ListLink({ to, children }: { to: ListPath; children: ReactNode }) {
  return (
    <Link to={to} search={lastSearchOf(to)}>
      {children}
    </Link>
  );
}

/** Sets the title of the browser tab. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Linkflow` : 'Linkflow';
  }, [title]);
}
