import { ROUTES, type RequestView } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { IconTicket } from '@tabler/icons-react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { RowButton } from '../../shared/anchors';
import { ChoiceFilter, RefFilter } from '../../shared/list/filters';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { useOpened } from '../../shared/record-drawer';
import { useWorkColumns } from '../contacts/card/work';
import { crmTexts } from '../contacts/crm.texts';
import { REQUEST_STATUSES } from '../search-params';
import { RequestDrawer, RequestStatus } from './request';

const DEFAULT_SORT = '-createdAt';

export function RequestsPage() {
  const t = useTexts(crmTexts);
  const list = useList('/shell/requests');
  const { status, categoryId, ownerId } = list.search;
  const query = useRoute(ROUTES.requests.list, {
    query: { ...pageQuery(list.search, DEFAULT_SORT), status, categoryId, ownerId },
  });
  const { open, opened } = useOpened(query.data?.items);
  const columns = useColumns(open);
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
      <RequestDrawer {...opened} />
    </ListPage>
  );
}

function useColumns(open: (id: string) => void): ListColumn<RequestView>[] {
  const t = useTexts(crmTexts);
  const work = useWorkColumns<RequestView>();
  return [
    {
      title: t('requests.requestTitle'),
      sort: 'title',
      narrow: ({ category, owner }) => (
        <Text size="xs" c="dimmed" truncate>
          {category.name} · {owner?.name ?? t('requests.unassigned')}
        </Text>
      ),
      render: ({ id, title, status }) => (
        <RowButton title={title} dimmed={status === 'closed'} onClick={() => open(id)}>
          {title}
        </RowButton>
      ),
    },
    work.contact,
    {
      title: t('requests.category'),
      width: 176,
      from: 'small',
      render: ({ category }) => <span title={category.name}>{category.name}</span>,
    },
    {
      title: t('requests.priority'),
      width: 96,
      from: 'large',
      render: ({ priority }) => priority.name,
    },
    work.owner,
    work.origin,
    {
      title: t('work.status'),
      width: 104,
      render: ({ status }) => <RequestStatus status={status} />,
    },
  ];
}
