import { ROUTES, type LinkSummary } from '@linkflow/contracts';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFolder, IconRestore, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCan } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { timeColumn } from '../../shared/list/columns';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, type ListState } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction } from '../../shared/menu';
import { attempt, toast } from '../../shared/toast';
import { TimeAgo } from '../../shared/time-ago';
import type { LinksSearch } from '../search-params';
import { trashTexts } from './link-trash.texts';

const DEFAULT_SORT = '-updatedAt';

interface LinkTrashProps {
  side: ReactNode;
  filter: ReactNode;
  list: ListState<LinksSearch>;
}

/** Deleted links and folders, and how to restore them. */
export function LinkTrash({ side, filter, list }: LinkTrashProps) {
  const t = useTexts(trashTexts);
  const query = useRoute(ROUTES.links.list, {
    query: { ...pageQuery(list.search, DEFAULT_SORT), view: 'trash' },
  });
  const restore = useCommand(ROUTES.links.restore);
  const mayRestore = useCan()(ROUTES.links.restore);
  const columns = useColumns();
  const restoreAll = (links: readonly LinkSummary[], then?: () => void) =>
    attempt(Promise.all(links.map(({ id }) => restore.mutateAsync({ params: { id } }))), () => {
      toast(t('done', { count: links.length, name: links[0]?.name ?? '' }));
      then?.();
    });
  return (
    <ListPage
      title={t('title')}
      side={side}
      search={t('search')}
      filters={filter}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(link) => link.id}
      nameOf={(link) => link.name}
      above={
        <Stack gap="xs" py={4}>
          <Text size="sm" c="dimmed" maw={720}>
            {t('lead')}
          </Text>
          <DeletedFolders />
        </Stack>
      }
      bulk={
        mayRestore
          ? (selected, clear) => (
              <Button
                variant="default"
                size="xs"
                leftSection={<IconRestore size={15} aria-hidden />}
                onClick={() => restoreAll(selected, clear)}
              >
                {t('restore')}
              </Button>
            )
          : undefined
      }
      menu={
        mayRestore
          ? (link) => (
              <MenuAction icon={IconRestore} onClick={() => restoreAll([link])}>
                {t('restore')}
              </MenuAction>
            )
          : undefined
      }
      empty={{ icon: IconTrash, title: t('empty.title'), text: t('empty.text') }}
      emptyFiltered={
        list.search.q === undefined
          ? { icon: IconTrash, title: t('empty.title'), text: t('empty.text') }
          : undefined
      }
    />
  );
}

function DeletedFolders() {
  const t = useTexts(trashTexts);
  const { data } = useRoute(ROUTES.folders.trash);
  const restore = useCommand(ROUTES.folders.restore);
  const mayRestore = useCan()(ROUTES.folders.restore);
  if (!data || data.length === 0) return null;
  return (
    <section aria-label={t('folders')}>
      <Text size="xs" fw={500} c="dimmed">
        {t('folders')}
      </Text>
      {data.map(({ id, name, items, deletedAt, deletedBy }) => (
        <Group key={id} gap="xs" wrap="nowrap" mih={32}>
          <IconFolder size={16} stroke={1.6} aria-hidden />
          <Text size="sm" truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {t('items', { count: items })} · <TimeAgo at={deletedAt} /> · {deletedBy.name}
          </Text>
          {mayRestore && (
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={t('restoreNamed', { name })}
              onClick={() =>
                attempt(restore.mutateAsync({ params: { id } }), () => toast(t('done', { count: 1, name })))
              }
            >
              {t('restore')}
            </Button>
          )}
        </Group>
      ))}
    </section>
  );
}

function useColumns(): ListColumn<LinkSummary>[] {
  const t = useTexts(trashTexts);
  const c = useTexts(common);
  return [
    { title: c('name'), sort: 'name', render: (link) => <span title={link.name}>{link.name}</span> },
    timeColumn(t('deleted'), (link) => link.deletedAt ?? link.updatedAt, {
      sort: 'updatedAt',
      from: 'small',
    }),
    { title: c('by'), width: 160, from: 'medium', render: (link) => link.updatedBy.name },
  ];
}
