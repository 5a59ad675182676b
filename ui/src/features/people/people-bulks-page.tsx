import { ROUTES, type PeopleBulkView } from '@linkflow/contracts';
import { Group, Text } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { RowLink } from '../../shared/anchors';
import { timeColumn } from '../../shared/list/columns';
import { ListPage } from '../../shared/list/list-page';
import { PAGE_SIZE, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { TimeAgo } from '../../shared/time-ago';
import { BulkStateBadge } from '../ops/bulk-state';
import { PeopleBulkProgress, useProgressText } from './bulk-progress';
import { usePeopleText } from './people-text';
import { peopleTexts } from './people.texts';

/** The list of all bulks for people, the newest first. */
export function PeopleBulksPage() {
  const t = useTexts(peopleTexts);
  const list = useList('/shell/people-bulks');
  const query = useRoute(ROUTES.peopleBulks.list, {
    query: { page: list.search.page ?? 1, pageSize: PAGE_SIZE },
  });
  const columns = useColumns();
  return (
    <ListPage
      title={t('bulks')}
      query={query}
      list={list}
      defaultSort=""
      columns={columns}
      idOf={(bulk) => bulk.id}
      nameOf={(bulk) => t(`named.${bulk.work.do}`, { name: bulk.about.target?.name ?? '' })}
      empty={{ icon: IconUsersGroup, title: t('bulksEmpty'), text: t('bulksEmptyText') }}
    />
  );
}

function useColumns(): ListColumn<PeopleBulkView>[] {
  const t = useTexts(peopleTexts);
  const words = usePeopleText();
  const progress = useProgressText();
  return [
    {
      title: t('column.what'),
      wraps: true,
      narrow: (bulk) => (
        <Group gap={6} wrap="nowrap">
          <BulkStateBadge state={bulk.state} />
          <Text size="xs" c="dimmed" truncate>
            {progress(bulk)} · <TimeAgo at={bulk.at} />
          </Text>
        </Group>
      ),
      render: (bulk) => (
        <RowLink to="/people-bulks/$peopleBulkId" params={{ peopleBulkId: bulk.id }}>
          {t(`named.${bulk.work.do}`, { name: bulk.about.target?.name ?? '' })}
        </RowLink>
      ),
    },
    {
      title: t('column.who'),
      from: 'medium',
      wraps: true,
      render: ({ filter, about }) => words(filter, about),
    },
    {
      title: t('column.state'),
      width: 150,
      from: 'small',
      render: ({ state }) => <BulkStateBadge state={state} />,
    },
    {
      title: t('column.progress'),
      width: 140,
      from: 'small',
      render: (bulk) => (
        <>
          <Text size="xs" className="lf-numbers" mb={3}>
            {progress(bulk)}
          </Text>
          <PeopleBulkProgress bulk={bulk} />
        </>
      ),
    },
    { title: t('column.by'), width: 120, from: 'large', render: ({ by }) => by.name },
    timeColumn(t('column.at'), ({ at }) => at, { from: 'small' }),
  ];
}
