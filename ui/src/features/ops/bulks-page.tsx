import type { BulkView } from '@linkflow/contracts';
import { Box, Button, Group, Text } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useBulks } from '../../api/ops';
import { useFormat, useTexts } from '../../i18n';
import { RowLink } from '../../shared/anchors';
import { timeColumn } from '../../shared/list/columns';
import { SectionList } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { TimeAgo } from '../../shared/time-ago';
import { FilterText } from '../runs/run-filters';
import { bulkPageTexts } from './bulk-page.texts';
import { BulkProgress, BulkStateBadge } from './bulk-state';

const DEFAULT_SORT = '';

/** The list of all bulk operations, newest first. */
export function BulksPage() {
  const t = useTexts(bulkPageTexts);
  const list = useList('/shell/ops/bulks');
  const query = useBulks(pageQuery(list.search, DEFAULT_SORT));
  const columns = useColumns();
  return (
    <SectionList
      title={t('title')}
      lead={t('lead')}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(bulk) => bulk.id}
      nameOf={(bulk) => t(`named.${bulk.verb}`, { count: bulk.total })}
      empty={{
        icon: IconStack2,
        title: t('empty'),
        text: t('emptyText'),
        action: (
          <Button component={Link} to="/runs" variant="default">
            {t('toRuns')}
          </Button>
        ),
      }}
    />
  );
}

function useColumns(): ListColumn<BulkView>[] {
  const t = useTexts(bulkPageTexts);
  const format = useFormat();
  return [
    {
      title: t('what'),
      wraps: true,
      narrow: (bulk) => (
        <>
          <Group gap={6} wrap="nowrap">
            <BulkStateBadge state={bulk.state} />
            <Text size="xs" c="dimmed" truncate>
              {t('touched', {
                done: format.number(bulk.done + bulk.ineligible),
                total: format.number(bulk.total),
              })}{' '}
              · <TimeAgo at={bulk.at} /> · {bulk.by.name}
            </Text>
          </Group>
          <Text size="xs" c="dimmed" mt={3} mb={6} lineClamp={2} style={{ whiteSpace: 'normal' }}>
            <FilterText filter={bulk.filter} about={bulk.about} />
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
      title: t('which'),
      from: 'medium',
      wraps: true,
      render: (bulk) => <FilterText filter={bulk.filter} about={bulk.about} />,
    },
    {
      title: t('state'),
      width: 132,
      from: 'small',
      render: (bulk) => <BulkStateBadge state={bulk.state} />,
    },
    {
      title: t('progress'),
      width: 132,
      from: 'small',
      render: (bulk) => (
        <>
          <Text size="xs" className="lf-numbers" mb={3}>
            {t('touched', {
              done: format.number(bulk.done + bulk.ineligible),
              total: format.number(bulk.total),
            })}
          </Text>
          <BulkProgress bulk={bulk} />
        </>
      ),
    },
    { title: t('by'), width: 120, from: 'large', render: (bulk) => bulk.by.name },
    timeColumn(t('begun'), (bulk) => bulk.at, { from: 'small' }),
  ];
}
