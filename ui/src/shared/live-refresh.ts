import { useThrottledCallback } from '@mantine/hooks';
import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useLiveEvents, type Topic } from '../api/live';

/** Reloads a query, at most once per `waitMs`, when a live event of one of the topics arrives or may have been missed. */
export function useLiveRefresh(topics: readonly Topic[], queryKey: QueryKey, waitMs: number): void {
  const client = useQueryClient();
  const refresh = useThrottledCallback(() => void client.invalidateQueries({ queryKey }), waitMs);
  useLiveEvents(topics, refresh, refresh);
}
