import { hasStarted, type FindingJump, type SendingState } from '@linkflow/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { MAILING_TABS, type mailingPageSearch, type MailingTab } from '../search-params';

const route = getRouteApi('/shell/mailings/$mailingId');

/** What a tab shows first: a line of the HTML, the position of a link, a block, what to add, or a field. */
export type Place = Pick<ReturnType<typeof mailingPageSearch>, 'line' | 'link' | 'block' | 'add' | 'field'>;

const isPlace = ({ line, link, block, add, field }: Place): boolean =>
  [line, link, block, add, field].some((part) => part !== undefined);

/** The tab that is opened if the address names none: the report of a mailing that was sent, else the content, also for a place in the content. */
export const firstTab = (place: Place, state: SendingState | null): MailingTab =>
  hasStarted(state) && !isPlace(place) ? 'report' : 'content';

/** Returns a function that opens the tab of a place and shows the place there (see `usePlace`). */
export function useJump(): (place: FindingJump) => void {
  const navigate = route.useNavigate();
  return ({ tab, line, occurrence, blockId, add, field }) =>
    void navigate({
      search: {
        tab: MAILING_TABS.find((each) => each === tab),
        line,
        link: occurrence,
        block: blockId,
        add,
        field,
      },
    });
}

/**
 * Shows the place to which the user has jumped, once. The place is then removed from the address, so that it can be shown again.
 * @param tab the tab that calls it
 * @param show shows a place of its content
 */
export function usePlace(tab: MailingTab, show: (place: Place) => void): void {
  const { tab: opened = 'content', line, link, block, add, field } = route.useSearch();
  const navigate = route.useNavigate();
  const arrive = useEffectEvent((place: Place) => {
    show(place);
    void navigate({
      // Names the tab, so that it stays open also where another one is the first.
      search: ({ line: _line, link: _link, block: _block, add: _add, field: _field, ...rest }) => ({
        ...rest,
        tab,
      }),
      replace: true,
    });
  });
  useEffect(() => {
    const place = { line, link, block, add, field };
    if (isPlace(place) && opened === tab) arrive(place);
  }, [tab, opened, line, link, block, add, field]);
}
