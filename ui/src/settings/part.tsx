import { Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { LoadFailure } from '../shared/load-failure';
import classes from './settings.module.css';

interface PartHeadProps {
  title: string;
  lead: string;
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

interface PartProps<T> extends Omit<PartHeadProps, 'className'> {
  query: { data: readonly T[] | undefined; error: unknown; refetch: () => unknown };
  /** One sentence for a list with nothing in it. */
  empty: string;
  children: (items: readonly T[]) => ReactNode;
}

/** One part of the settings that is short enough to be read whole. */
export function Part<T>({ query, empty, children, ...head }: PartProps<T>) {
  return (
    <section className={classes.part}>
      <PartHead {...head} />
      {query.error && !query.data ? (
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Stack gap={24} mt={16} aria-busy>
          {[70, 55, 80, 62].map((width) => (
            <Skeleton key={width} height={10} width={`${width}%`} />
          ))}
        </Stack>
      ) : query.data.length === 0 ? (
        <Text c="dimmed" size="sm">
          {empty}
        </Text>
      ) : (
        children(query.data)
      )}
    </section>
  );
}
