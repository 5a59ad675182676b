import { Skeleton, Stack } from '@mantine/core';
import { type ComponentProps, lazy, Suspense, useEffect } from 'react';
import { useTexts } from '../../i18n';
import { inspectorTexts } from '../texts/inspector';
import classes from './inspector.module.css';
import type { Inspector as LoadedInspector } from './inspector';

const load = async () => ({ default: (await import('./inspector')).Inspector });
const Loaded = lazy(load);

/**
 * The inspector, whose forms are not part of the first load of the page: the editor of conditions, calendars, fields with merge fields.
 * {@link usePrefetchedInspector} loads them before they are needed.
 */
export function Inspector(props: ComponentProps<typeof LoadedInspector>) {
  const t = useTexts(inspectorTexts);
  const waiting = (
    <aside className={classes.inspector} aria-label={t('title')} aria-busy>
      <Stack p="md" gap="md">
        <Skeleton height={32} />
        <Skeleton height={120} />
      </Stack>
    </aside>
  );
  return (
    <Suspense fallback={waiting}>
      <Loaded {...props} />
    </Suspense>
  );
}

/** Time after the page was shown, ms. Until then, its own requests have the connection for themselves. */
const PREFETCH_AFTER_MS = 1_500;

/**
 * Loads the inspector and the other parts of an editor soon after the page was shown. Then they open without delay, and also without a
 * connection.
 * @param others the functions that import the other parts; always the same array
 */
export function usePrefetchedInspector(others: readonly (() => Promise<unknown>)[]): void {
  useEffect(() => {
    // A failure is not an error here: the part is loaded again when it is shown.
    const timer = setTimeout(
      () => void Promise.allSettled([load, ...others].map((part) => part())),
      PREFETCH_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [others]);
}
