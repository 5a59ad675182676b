import type { RequestView } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { IconTicket } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useRequests } from '../../api/crm';
import { useTexts } from '../../i18n';
import {
  ChoiceFilter,
  EmptyList,
  Listing,
  ListPage,
  pageQuery,
  RefFilter,
  RowButton,
  SearchBox,
  useListState,
  type ListColumn,
} from '../../shared/listing';
import { crmTexts } from './crm.texts';
import { RequestDrawer } from './request-drawer';
import { RequestStatus } from './request-status';
import { REQUEST_STATUSES } from './search';
import { useWorkColumns } from './work-columns';

const route = getRouteApi('/shell/requests');
const DEFAULT_SORT = '-createdAt';

export function RequestsPage() {
  const t = useTexts(crmTexts);
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  const query = useRequests({
    ...pageQuery(search, DEFAULT_SORT),
    status: search.status,
    categoryId: search.categoryId,
    ownerId: search.ownerId,
  });
  const [openedId, setOpenedId] = useState<string | null>(null);
  const columns = useColumns(setOpenedId);
  return (
    <ListPage
      title={t('requests.title')}
      filters={
        <>
          <SearchBox list={list} label={t('requests.search')} />
          <ChoiceFilter
            list={list}
            name="status"
            label={t('work.status')}
            any={t('requests.anyStatus')}
            choices={REQUEST_STATUSES}
            labelOf={(status) => t(`requests.statuses.${status}`)}
          />
          <RefFilter
            list={list}
            name="categoryId"
            kind="category"
            label={t('requests.category')}
            any={t('requests.anyCategory')}
            width={184}
          />
          <RefFilter
            list={list}
            name="ownerId"
            kind="user"
            label={t('work.owner')}
            any={t('work.anyOwner')}
          />
        </>
      }
    >
      <Listing
        label={t('requests.title')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(request) => request.id}
        nameOf={(request) => request.title}
        empty={
          <EmptyList icon={IconTicket} title={t('requests.emptyTitle')} text={t('requests.emptyText')} />
        }
      />
      <RequestDrawer
        request={query.data?.items.find((each) => each.id === openedId) ?? null}
        onClose={() => setOpenedId(null)}
      />
    </ListPage>
  );
}

function useColumns(open: (id: string) => void): ListColumn<RequestView>[] {
  const t = useTexts(crmTexts);
  const work = useWorkColumns<RequestView>();
  return useMemo(
    () => [
      {
        key: 'title',
        title: t('requests.requestTitle'),
        sort: 'title',
        narrow: (request) => (
          <Text size="xs" c="dimmed" truncate>
            {request.category.name} · {request.owner?.name ?? t('requests.unassigned')}
          </Text>
        ),
        render: (request) => (
          <RowButton
            title={request.title}
            dimmed={request.status === 'closed'}
            onClick={() => open(request.id)}
          >
            {request.title}
          </RowButton>
        ),
      },
      work.contact,
      {
        key: 'category',
        title: t('requests.category'),
        width: 176,
        from: 'small',
        render: ({ category }) => <span title={category.name}>{category.name}</span>,
      },
      {
        key: 'priority',
        title: t('requests.priority'),
        width: 96,
        from: 'large',
        render: ({ priority }) => priority.name,
      },
      work.owner,
      work.origin,
      {
        key: 'status',
        title: t('work.status'),
        width: 104,
        render: ({ status }) => <RequestStatus status={status} />,
      },
    ],
    [t, work, open],
  );
}
