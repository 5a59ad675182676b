import { ROUTES, type FolderKind, type Ref } from '@linkflow/contracts';
import { Button, Stack, Text } from '@mantine/core';
import { IconRestore, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { timeColumn } from '../list/columns';
import { ListPage } from '../list/list-page';
import type { ListColumn, ListTableProps } from '../list/list-table';
import { MenuAction } from '../menu';
import { attempt, toast } from '../toast';
import { DeletedFolders } from './deleted-folders';
import { trashTexts } from './trash.texts';

/** Order of the list: what was deleted last comes first. */
export const TRASH_SORT = '-updatedAt';

/** An entry of a library that was deleted by `updatedBy`. */
interface DeletedEntry {
  id: string;
  name: string;
  updatedAt: string;
  updatedBy: Ref;
  deletedAt?: string | undefined;
}

interface TrashListProps<Entry extends DeletedEntry> {
  kind: FolderKind;
  /** Restores one entry. */
  route: typeof ROUTES.links.restore | typeof ROUTES.forms.restore | typeof ROUTES.mailings.restore;
  side: ReactNode;
  filter: ReactNode;
  list: ListTableProps<Entry>['list'];
  query: ListTableProps<Entry>['query'];
  /** Texts of the library. `name` is that of a single entry. */
  words: (key: 'lead' | 'contents' | 'done' | 'empty', params?: { count: number; name: string }) => string;
}

/** Deleted entries and folders of a library, and how to restore them. */
export function TrashList<Entry extends DeletedEntry>(props: TrashListProps<Entry>) {
  const { kind, route, side, filter, list, query, words } = props;
  const t = useTexts(trashTexts);
  const restore = useCommand(route);
  const mayRestore = useCan()(route);
  const columns = useColumns();
  const restoreAll = (entries: readonly Entry[], then?: () => void) =>
    attempt(Promise.all(entries.map(({ id }) => restore.mutateAsync({ params: { id } }))), () => {
      toast(words('done', { count: entries.length, name: entries[0]?.name ?? '' }));
      then?.();
    });
  const empty = { icon: IconTrash, title: t('empty'), text: words('empty') };
  return (
    <ListPage
      title={t('title')}
      side={side}
      search={t('search')}
      filters={filter}
      query={query}
      list={list}
      defaultSort={TRASH_SORT}
      columns={columns}
      idOf={(entry) => entry.id}
      nameOf={(entry) => entry.name}
      above={
        <Stack gap="xs" py={4}>
          <Text size="sm" c="dimmed" maw={720}>
            {words('lead')}
          </Text>
          <DeletedFolders kind={kind} contents={(count) => words('contents', { count, name: '' })} />
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
          ? (entry) => (
              <MenuAction icon={IconRestore} onClick={() => restoreAll([entry])}>
                {t('restore')}
              </MenuAction>
            )
          : undefined
      }
      empty={empty}
      emptyFiltered={list.search.q === undefined ? empty : undefined}
    />
  );
}

function useColumns(): ListColumn<DeletedEntry>[] {
  const t = useTexts(trashTexts);
  const c = useTexts(common);
  return [
    { title: c('name'), sort: 'name', render: ({ name }) => <span title={name}>{name}</span> },
    timeColumn(t('deleted'), (entry) => entry.deletedAt ?? entry.updatedAt, {
      sort: 'updatedAt',
      from: 'small',
    }),
    { title: c('by'), width: 160, from: 'medium', render: (entry) => entry.updatedBy.name },
  ];
}
