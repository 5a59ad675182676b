import { ROUTES, type PeopleBulkView } from '@linkflow/contracts';
import { Progress } from '@mantine/core';
import { routeKey, useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { useLiveRefresh } from '../../shared/live-refresh';
import { peopleTexts } from './people.texts';

/** Shortest time between two loads, and polling interval in case live events do not arrive, ms. */
const REFRESH_MS = 500;
const POLL_MS = 3_000;

const isMoving = ({ state }: PeopleBulkView): boolean => state === 'canary' || state === 'rest';

/** A bulk for people, while it makes progress. */
export function usePeopleBulk(id: string) {
  const params = { id };
  useLiveRefresh(['ops'], routeKey(ROUTES.peopleBulks.get, { params }), REFRESH_MS);
  return useRoute(ROUTES.peopleBulks.get, {
    params,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? POLL_MS : false),
  });
}

/** How many people a bulk has dealt with, how many failed, and how many are left. */
export function tallyOf({ total, done, unchanged, failures }: PeopleBulkView) {
  const failed = failures.reduce((sum, { count }) => sum + count, 0);
  const touched = done + unchanged + failed;
  return { failed, touched, left: Math.max(0, (total ?? touched) - touched) };
}

/** “12 of 40”, and a bar of those it was done for, who needed nothing, and for whom it failed. */
export function PeopleBulkProgress({ bulk, size = 'sm' }: { bulk: PeopleBulkView; size?: 'sm' | 'md' }) {
  const label = useProgressText()(bulk);
  const { failed } = tallyOf(bulk);
  const share = (count: number) => (bulk.total ? (100 * count) / bulk.total : 0);
  return (
    <Progress.Root size={size} role="img" aria-label={label}>
      <Progress.Section value={share(bulk.done)} color="teal" withAria={false} />
      <Progress.Section value={share(bulk.unchanged)} color="gray.5" withAria={false} />
      <Progress.Section value={share(failed)} color="red" withAria={false} />
    </Progress.Root>
  );
}

export function useProgressText(): (bulk: PeopleBulkView) => string {
  const t = useTexts(peopleTexts);
  const format = useFormat();
  return (bulk) =>
    bulk.total === null
      ? t('stillCounting')
      : t('touched', { done: format.number(tallyOf(bulk).touched), total: format.number(bulk.total) });
}
