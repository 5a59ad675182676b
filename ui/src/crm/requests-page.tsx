import type { RequestView } from '@linkflow/contracts';
import { EmptyState, Text } from '@mantine/core';
import { IconTicket } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useRequests } from '../api/crm';
import { useTexts } from '../i18n';
import {
  Listing,
  ListPage,
  pageQuery,
  RowButton,
  SearchBox,
  useListState,
  type ListColumn,
} from '../shared/listing';
import { RefSelect } from '../shared/ref-select';
import { TextLink } from '../shared/text-link';
import { crmTexts } from './crm.texts';
import { RequestDrawer } from './request-drawer';
import { RequestStatus } from './request-status';
import { Source } from './source';

const route = getRouteApi('/shell/requests');
const DEFAULT_SORT = '-createdAt';

export function RequestsPage() {
  const t = useTexts(crmTexts);
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  const query = useRequests({
    ...pageQuery(search, DEFAULT_SORT),
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
          <RefSelect
            size="xs"
            w={184}
            clearable
            kind="category"
            aria-label={t('requests.category')}
            placeholder={t('requests.anyCategory')}
            value={search.categoryId ?? null}
            onChange={(id) => list.set({ categoryId: id ?? undefined })}
          />
          <RefSelect
            size="xs"
            w={168}
            clearable
            kind="user"
            aria-label={t('requests.owner')}
            placeholder={t('requests.anyOwner')}
            value={search.ownerId ?? null}
            onChange={(id) => list.set({ ownerId: id ?? undefined })}
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
          <EmptyState
            p="xl"
            maw={440}
            variant="light"
            icon={<IconTicket aria-hidden />}
            title={t('requests.emptyTitle')}
            description={t('requests.emptyText')}
          />
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
      {
        key: 'contact',
        title: t('requests.contact'),
        width: 176,
        from: 'medium',
        render: ({ contact }) =>
          contact ? (
            <TextLink to="/contacts/$contactId" params={{ contactId: contact.id }} c="inherit">
              {contact.name}
            </TextLink>
          ) : (
            '–'
          ),
      },
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
      {
        key: 'owner',
        title: t('requests.owner'),
        width: 136,
        from: 'small',
        render: ({ owner }) =>
          owner?.name ?? (
            <Text span inherit c="dimmed">
              {t('requests.unassigned')}
            </Text>
          ),
      },
      {
        key: 'origin',
        title: t('requests.origin'),
        sort: 'createdAt',
        startDescending: true,
        from: 'large',
        render: ({ source, createdAt }) => <Source short source={source} at={createdAt} />,
      },
      {
        key: 'status',
        title: t('requests.status'),
        width: 104,
        render: ({ status }) => <RequestStatus status={status} />,
      },
    ],
    [t, open],
  );
}
