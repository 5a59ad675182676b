import type { RequestView } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { IconTicket } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useRequests } from '../../api/crm';
import { useTexts } from '../../i18n';
import { RowButton } from '../../shared/anchors';
import { ChoiceFilter, RefFilter } from '../../shared/list/filters';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { useWorkColumns } from '../contacts/card/source';
import { crmTexts } from '../contacts/crm.texts';
import { REQUEST_STATUSES } from '../search-params';
import { RequestDrawer, RequestStatus } from './request';

const DEFAULT_SORT = '-createdAt';

export function RequestsPage() {
  const t = useTexts(crmTexts);
  const list = useList('/shell/requests');
  const { status, categoryId, ownerId } = list.search;
  const query = useRequests({ ...pageQuery(list.search, DEFAULT_SORT), status, categoryId, ownerId });
  const [openedId, setOpenedId] = useState<string | null>(null);
  const columns = useColumns(setOpenedId);
  return (
    <ListPage
      title={t('requests.title')}
      search={t('requests.search')}
      filters={
        <>
          <ChoiceFilter
            list={list}
            name="status"
            label={t('work.status')}
            any={t('requests.anyStatus')}
            choices={REQUEST_STATUSES}
            labelOf={(choice) => t(`requests.statuses.${choice}`)}
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
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(request) => request.id}
      nameOf={(request) => request.title}
      empty={{ icon: IconTicket, title: t('requests.emptyTitle'), text: t('requests.emptyText') }}
    >
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
