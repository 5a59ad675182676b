import type { BulkView } from '@linkflow/contracts';
import { Box, Button, Group, Text } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useBulks } from '../../../api/ops';
import { useFormat, useTexts } from '../../../i18n';
import { FilterWords } from '../../runs/filter-words';
import { EmptyList, Listing, pageQuery, RowLink, useListState, type ListColumn } from '../../../shared/listing';
import { PartList } from '../../../shared/parts';
import { TimeAgo } from '../../../shared/time-ago';
import { bulkPageTexts } from './bulk-page.texts';
import { BulkProgress } from './bulk-progress';
import { BulkStateBadge } from './bulk-state';

const route = getRouteApi('/shell/ops/bulks');
const DEFAULT_SORT = '';

/** Everything that was begun for many runs at once, the newest first. */
export function BulksPage() {
  const t = useTexts(bulkPageTexts);
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  const query = useBulks(pageQuery(search, DEFAULT_SORT));
  const columns = useColumns();
  return (
    <PartList title={t('title')} lead={t('lead')}>
      <Listing
        label={t('title')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(bulk) => bulk.id}
        nameOf={(bulk) => t(`named.${bulk.verb}`, { count: bulk.total })}
        empty={
          <EmptyList icon={IconStack2} title={t('empty')} text={t('emptyText')}>
            <Button component={Link} to="/runs" variant="default">
              {t('toRuns')}
            </Button>
          </EmptyList>
        }
      />
    </PartList>
  );
}

function useColumns(): ListColumn<BulkView>[] {
  const t = useTexts(bulkPageTexts);
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'what',
        title: t('what'),
        wraps: true,
        narrow: (bulk) => (
          <>
            <Group gap={6} wrap="nowrap">
              <BulkStateBadge state={bulk.state} />
              <Text size="xs" c="dimmed" truncate>
                {t('touched', {
                  done: format.number(bulk.done + bulk.passed),
                  total: format.number(bulk.total),
                })}{' '}
                · <TimeAgo at={bulk.at} /> · {bulk.by.name}
              </Text>
            </Group>
            <Text size="xs" c="dimmed" mt={3} mb={6} lineClamp={2} style={{ whiteSpace: 'normal' }}>
              <FilterWords filter={bulk.filter} about={bulk.about} />
            </Text>
            <Box mb={6}>
              <BulkProgress bulk={bulk} />
            </Box>
          </>
        ),
        render: (bulk) => (
          <RowLink to="/ops/bulks/$bulkId" params={{ bulkId: bulk.id }}>
            {t(`named.${bulk.verb}`, { count: bulk.total })}
          </RowLink>
        ),
      },
      {
        key: 'which',
        title: t('which'),
        from: 'medium',
        wraps: true,
        render: (bulk) => <FilterWords filter={bulk.filter} about={bulk.about} />,
      },
      {
        key: 'state',
        title: t('state'),
        width: 132,
        from: 'small',
        render: (bulk) => <BulkStateBadge state={bulk.state} />,
      },
      {
        key: 'progress',
        title: t('progress'),
        width: 132,
        from: 'small',
        render: (bulk) => (
          <>
            <Text size="xs" className="lf-numbers" mb={3}>
              {t('touched', {
                done: format.number(bulk.done + bulk.passed),
                total: format.number(bulk.total),
              })}
            </Text>
            <BulkProgress bulk={bulk} />
          </>
        ),
      },
      { key: 'by', title: t('by'), width: 120, from: 'large', render: (bulk) => bulk.by.name },
      {
        key: 'begun',
        title: t('begun'),
        width: 140,
        from: 'small',
        render: (bulk) => <TimeAgo at={bulk.at} />,
      },
    ],
    [t, format],
  );
}
