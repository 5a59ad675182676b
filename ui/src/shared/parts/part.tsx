import { Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { LoadFailure } from '../load-failure';
import classes from './parts.module.css';

export interface PartHeadProps {
  title: string;
  lead: ReactNode;
  action?: ReactNode;
  className?: string;
}

export function PartHead({ title, lead, action, className }: PartHeadProps) {
  return (
    <div className={className ? `${classes.head} ${className}` : classes.head}>
      <div>
        <Title order={1}>{title}</Title>
        <p className={classes.lead}>{lead}</p>
      </div>
      {action}
    </div>
  );
}

interface PartPageProps<D> extends Omit<PartHeadProps, 'className'> {
  query: { data: D | undefined; error: unknown; refetch: () => unknown };
  /** Between the head and what it knows: filters. */
  bar?: ReactNode;
  children: (data: D) => ReactNode;
}

/** One part of an area that is read whole: its head, and what it knows, once that is there. */
export function PartPage<D>({ query, bar, children, ...head }: PartPageProps<D>) {
  return (
    <section className={classes.part}>
      <PartHead {...head} />
      {bar && <div className={classes.bar}>{bar}</div>}
      {query.data !== undefined ? (
        children(query.data)
      ) : query.error ? (
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Stack gap={24} mt={16} aria-busy>
          {[70, 55, 80, 62].map((width) => (
            <Skeleton key={width} height={10} width={`${width}%`} />
          ))}
        </Stack>
      )}
    </section>
  );
}

interface PartProps<T> extends Omit<PartPageProps<readonly T[]>, 'children'> {
  /** For a list with nothing in it: one sentence, or what says more. */
  empty: ReactNode;
  children: (items: readonly T[]) => ReactNode;
}

/** One part of an area that is a list, short enough to be read whole. */
export function Part<T>({ empty, children, ...page }: PartProps<T>) {
  return (
    <PartPage {...page}>
      {(items) =>
        items.length > 0 ? (
          children(items)
        ) : typeof empty === 'string' ? (
          <Text c="dimmed" size="sm">
            {empty}
          </Text>
        ) : (
          empty
        )
      }
    </PartPage>
  );
}
