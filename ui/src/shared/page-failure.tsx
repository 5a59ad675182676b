import type { ReactNode } from 'react';
import { LoadFailure } from './load-failure';
import { PageHeader } from './page-header';

interface PageFailureProps {
  crumbs: ReactNode;
  title: string;
  query: { error: unknown; refetch: () => unknown };
}

/** Instead of a page about one thing that could not be loaded: why, and the way back to its list. */
export function PageFailure({ crumbs, title, query }: PageFailureProps) {
  return (
    <div>
      <PageHeader crumbs={crumbs} title={title} />
      <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
    </div>
  );
}
