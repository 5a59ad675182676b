import type { LinkSummary } from '@linkflow/contracts';
import { Anchor, Button, Menu } from '@mantine/core';
import { IconFolderSymlink, IconLink, IconPencil, IconTrash } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useFolders, useLinks } from '../../api/links';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { useRememberPlace } from '../../shared/list-link';
import {
  EmptyList,
  Listing,
  ListPage,
  NewButton,
  pageQuery,
  RowLink,
  RowMenu,
  SearchBox,
  useListState,
  type ListColumn,
} from '../../shared/listing';
import { TimeAgo } from '../../shared/time-ago';
import { FolderColumn } from './folder-column';
import { FolderFilter } from './folder-filter';
import { CreateLinkDialog, MoveLinksDialog, RenameLinkDialog } from './link-dialogs';
import { LinkState } from './link-state';
import { linkTexts } from './links.texts';
import classes from './links-page.module.css';
import { useRemoveLinks } from './use-remove-links';

const route = getRouteApi('/shell/links');
const DEFAULT_SORT = '-updatedAt';

export function LinksPage() {
  const t = useTexts(linkTexts);
  const c = useTexts(common);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useListState(search, (next) => navigate({ search: next, replace: true }));
  useRememberPlace('/links', search);
  const query = useLinks({ ...pageQuery(search, DEFAULT_SORT), folderId: search.folder });
  const folders = useFolders();
  const columns = useColumns();
  const [selected, setSelected] = useState<LinkSummary[]>([]);
  const [renamed, setRenamed] = useState<LinkSummary | null>(null);
  const [moved, setMoved] = useState<readonly LinkSummary[] | null>(null);
  const remove = useRemoveLinks();
  const folder = folders.data?.find((each) => each.id === search.folder);

  // What is chosen belongs to what is on the page; another folder or page begins with nothing chosen.
  useEffect(() => setSelected([]), [search.folder, search.page, search.q]);

  // The chosen folder was deleted, here or elsewhere.
  const folderGone =
    folders.data !== undefined && search.folder !== undefined && search.folder !== 'none' && !folder;
  const { set } = list;
  useEffect(() => {
    if (folderGone) set({ folder: undefined });
  }, [folderGone, set]);

  const newButton = <NewButton list={list} label={t('new')} />;
  return (
    <ListPage
      title={t('title')}
      primary={newButton}
      side={<FolderColumn folders={folders} search={search} />}
      filters={
        <>
          <SearchBox list={list} label={t('search')} />
          <FolderFilter className={classes.narrowOnly} folders={folders.data ?? []} list={list} />
        </>
      }
      chosen={{
        count: selected.length,
        clear: () => setSelected([]),
        actions: (
          <>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconFolderSymlink size={15} aria-hidden />}
              onClick={() => setMoved(selected)}
            >
              {t('move.action')}
            </Button>
            <Button
              variant="light"
              color="red"
              size="xs"
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => {
                remove(selected);
                setSelected([]);
              }}
            >
              {t('remove.action', { count: selected.length })}
            </Button>
          </>
        ),
      }}
    >
      <Listing
        label={t('title')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(link) => link.id}
        nameOf={(link) => link.name}
        selection={{ selected, onChange: setSelected }}
        rowMenu={(link) => (
          <RowMenu name={link.name}>
            <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setRenamed(link)}>
              {c('rename')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconFolderSymlink size={15} aria-hidden />}
              onClick={() => setMoved([link])}
            >
              {t('move.action')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => remove([link])}
            >
              {t('remove.action', { count: 1 })}
            </Menu.Item>
          </RowMenu>
        )}
        empty={
          <EmptyList icon={IconLink} title={t('empty.title')} text={t('empty.text')}>
            {newButton}
          </EmptyList>
        }
        emptyFiltered={
          search.folder !== undefined && search.q === undefined ? (
            <EmptyList icon={IconLink} title={t('empty.folderTitle')} text={t('empty.folderText')}>
              {newButton}
            </EmptyList>
          ) : undefined
        }
      />
      <CreateLinkDialog
        opened={search.new === true}
        onClose={() => list.set({ new: undefined })}
        folder={folder?.id ?? null}
        folders={folders.data ?? []}
      />
      <RenameLinkDialog link={renamed} onClose={() => setRenamed(null)} />
      <MoveLinksDialog
        links={moved}
        folders={folders.data ?? []}
        onClose={() => setMoved(null)}
        onMoved={() => setSelected([])}
      />
    </ListPage>
  );
}

function useColumns(): ListColumn<LinkSummary>[] {
  const t = useTexts(linkTexts);
  const c = useTexts(common);
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'name',
        title: c('name'),
        sort: 'name',
        narrow: (link) => <LinkState link={link} />,
        render: (link) => (
          <>
            <RowLink to="/links/$linkId" params={{ linkId: link.id }} title={link.name}>
              {link.name}
            </RowLink>
            {link.mailing && (
              <Anchor component="span" size="xs" c="dimmed" ml={8}>
                {link.mailing.name}
              </Anchor>
            )}
          </>
        ),
      },
      {
        key: 'state',
        title: t('state'),
        width: 208,
        from: 'small',
        render: (link) => <LinkState link={link} />,
      },
      {
        key: 'clicks',
        title: t('clicks'),
        sort: 'clicks',
        startDescending: true,
        width: 72,
        align: 'right',
        render: (link) => format.number(link.clicks),
      },
      {
        key: 'clickers',
        title: t('clickers'),
        sort: 'clickers',
        startDescending: true,
        width: 88,
        align: 'right',
        from: 'large',
        render: (link) => format.number(link.clickers),
      },
      {
        key: 'updatedAt',
        title: c('updated'),
        sort: 'updatedAt',
        startDescending: true,
        width: 144,
        from: 'medium',
        render: (link) => <TimeAgo at={link.updatedAt} />,
      },
      { key: 'by', title: c('by'), width: 112, from: 'large', render: (link) => link.updatedBy.name },
    ],
    [t, c, format],
  );
}
