import { ROUTES, type MailingDetail, type SendingView } from '@linkflow/contracts';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { routeKey, routeQuery, useRoute } from '../../../api/use-route';
import { useLiveRefresh } from '../../../shared/live-refresh';

/** Shortest time between two loads while a mailing is being sent, ms. */
const REFRESH_MS = 1_500;

/** Shortest time between two checks while recipients change, ms. A check compiles the message. */
const RECHECK_MS = 3_000;

/** How often a sending that is not over, or a check that waits for recipients, is loaded in case a live event was lost, ms. */
const POLL_MS = 15_000;

/** How the sending of a mailing goes. It is loaded again when the workers report progress. */
export function useSending(mailingId: string): UseQueryResult<SendingView> {
  const request = { params: { id: mailingId } };
  useLiveRefresh([`mailing:${mailingId}`], routeKey(ROUTES.sending.get, request), REFRESH_MS);
  return useRoute(ROUTES.sending.get, {
    ...request,
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? POLL_MS : false),
  });
}

const isUnderWay = (sending: SendingView | undefined): boolean =>
  sending !== undefined && ['scheduled', 'populating', 'sending'].includes(sending.state ?? '');

/** Keeps a list of messages of a mailing up to date while it is being sent. */
export function useLiveMessages(route: 'deliveries' | 'tests', mailingId: string): void {
  const key = routeKey(ROUTES.sending[route], { params: { id: mailingId } });
  useLiveRefresh([`mailing:${mailingId}`], key, REFRESH_MS);
}

/** What is wrong with a mailing before it is sent. It is checked again after each save, and when its recipients change. */
export function useMailingCheck({ id, revision }: Pick<MailingDetail, 'id' | 'revision'>, enabled: boolean) {
  const { queryKey, ...check } = routeQuery(ROUTES.mailCheck.get, { params: { id } });
  useLiveRefresh(enabled ? [`mailing:${id}`] : [], queryKey, RECHECK_MS);
  return useQuery({
    ...check,
    queryKey: [...queryKey, revision],
    enabled,
    refetchInterval: ({ state }) => (state.data?.recipients.preparing ? POLL_MS : false),
    placeholderData: keepPreviousData,
  });
}
