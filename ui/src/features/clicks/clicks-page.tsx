import { ROUTES } from '@linkflow/contracts';
import { IconClick } from '@tabler/icons-react';
import { useShownClicks } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { ListPage } from '../../shared/list/list-page';
import { PAGE_SIZE, useList } from '../../shared/list/list-state';
import { ClicksSwitch } from '../../shared/verdict/clicks-switch';
import { clickerName, useClickColumns } from './click-columns';
import { clickTexts } from './clicks.texts';

/** The clicks of one recipient, on one link or on all links of the mailing, the newest first. */
export function ClicksPage() {
  const t = useTexts(clickTexts);
  const list = useList('/shell/clicks');
  const shown = useShownClicks();
  const { linkId, recipientId, page = 1 } = list.search;
  const query = useRoute(ROUTES.clicks.list, {
    query: {
      linkId,
      recipientId,
      page,
      pageSize: PAGE_SIZE,
      verdict: shown === 'people' ? 'human' : undefined,
    },
  });
  const first = query.data?.items[0];
  const columns = useClickColumns(recipientId === undefined ? 'link' : 'recipient');
  return (
    <ListPage
      title={first && recipientId !== undefined ? t('titleOf', { name: clickerName(first) }) : t('title')}
      filters={<ClicksSwitch />}
      query={query}
      list={list}
      defaultSort="-at"
      columns={columns}
      idOf={(click) => click.id}
      nameOf={clickerName}
      empty={{ icon: IconClick, title: t('empty'), text: t('emptyText') }}
      emptyFiltered={{ icon: IconClick, title: t('empty'), text: t('emptyText') }}
    />
  );
}
