import { ROUTES, type LinkSummary } from '@linkflow/contracts';
import { Badge, Button, Group } from '@mantine/core';
import { IconCheck, IconFolderSymlink, IconLink, IconPencil, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useCan, useShownClicks } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink } from '../../shared/anchors';
import { timeColumn } from '../../shared/list/columns';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction } from '../../shared/menu';
import { MenuDivider } from '../../shared/menu-parts';
import {
  CLICK_SORTS,
  clickColumn,
  clickersOf,
  clicksOf,
  useClickSort,
} from '../../shared/verdict/click-numbers';
import { ClicksSwitch } from '../../shared/verdict/clicks-switch';
import { FolderColumn, FolderFilter } from './folders';
import { CreateLinkDialog, MoveLinksDialog, RenameLinkDialog } from './link-actions';
import classes from './links-page.module.css';
import { linkTexts } from './links.texts';
import { useRemoveLinks } from './use-remove-links';

const DEFAULT_SORT = '-updatedAt';

interface Moving {
  links: readonly LinkSummary[];
  clearSelection?: () => void;
}

export function LinksPage() {
  const t = useTexts(linkTexts);
  const c = useTexts(common);
  const list = useClickSort(useList('/shell/links'));
  const { search, set } = list;
  const query = useRoute(ROUTES.links.list, {
    query: { ...pageQuery(search, DEFAULT_SORT), folderId: search.folder },
  });
  const folders = useRoute(ROUTES.folders.list);
  const columns = useColumns();
  const [renamed, setRenamed] = useState<LinkSummary | null>(null);
  const [moving, setMoving] = useState<Moving | null>(null);
  const remove = useRemoveLinks();
  const mayEdit = useCan()(ROUTES.links.update);
  const folder = folders.data?.find((each) => each.id === search.folder);

  // If the folder in the URL does not exist (any more), shows all links.
  const folderGone =
    folders.data !== undefined && search.folder !== undefined && search.folder !== 'none' && !folder;
  useEffect(() => {
    if (folderGone) set({ folder: undefined });
  }, [folderGone, set]);

  return (
    <ListPage
      title={t('title')}
      create={t('new')}
      creates={ROUTES.links.create}
      side={<FolderColumn folders={folders} search={search} />}
      search={t('search')}
      filters={
        <>
          <FolderFilter className={classes.narrowOnly} folders={folders.data ?? []} list={list} />
          <ClicksSwitch />
        </>
      }
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(link) => link.id}
      nameOf={(link) => link.name}
      bulk={
        mayEdit
          ? (selected, clear) => (
              <>
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconFolderSymlink size={15} aria-hidden />}
                  onClick={() => setMoving({ links: selected, clearSelection: clear })}
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
                    clear();
                  }}
                >
                  {t('remove.action', { count: selected.length })}
                </Button>
              </>
            )
          : undefined
      }
      menu={
        mayEdit
          ? (link) => (
              <>
                <MenuAction icon={IconPencil} onClick={() => setRenamed(link)}>
                  {c('rename')}
                </MenuAction>
                <MenuAction icon={IconFolderSymlink} onClick={() => setMoving({ links: [link] })}>
                  {t('move.action')}
                </MenuAction>
                <MenuDivider />
                <MenuAction danger icon={IconTrash} onClick={() => remove([link])}>
                  {t('remove.action', { count: 1 })}
                </MenuAction>
              </>
            )
          : undefined
      }
      empty={{ icon: IconLink, title: t('empty.title'), text: t('empty.text') }}
      emptyFiltered={
        search.folder !== undefined && search.q === undefined
          ? { icon: IconLink, title: t('empty.folderTitle'), text: t('empty.folderText') }
          : undefined
      }
    >
      <CreateLinkDialog
        opened={search.new === true}
        onClose={() => set({ new: undefined })}
        folder={folder?.id ?? null}
        folders={folders.data ?? []}
      />
      <RenameLinkDialog link={renamed} onClose={() => setRenamed(null)} />
      <MoveLinksDialog
        links={moving?.links ?? null}
        folders={folders.data ?? []}
        onClose={() => setMoving(null)}
        onMoved={() => moving?.clearSelection?.()}
      />
    </ListPage>
  );
}

function useColumns(): ListColumn<LinkSummary>[] {
  const shown = useShownClicks();
  const t = useTexts(linkTexts);
  const c = useTexts(common);
  return [
    {
      title: c('name'),
      sort: 'name',
      narrow: (link) => <LinkState link={link} />,
      render: (link) => (
        <>
          <RowLink to="/links/$linkId" params={{ linkId: link.id }} title={link.name}>
            {link.name}
          </RowLink>
        </>
      ),
    },
    {
      title: t('state'),
      width: 208,
      from: 'small',
      render: (link) => <LinkState link={link} />,
    },
    clickColumn(t('clicks'), { shown, numbersOf: clicksOf, sort: CLICK_SORTS.clicks, width: 72 }),
    clickColumn(t('clickers'), {
      shown,
      numbersOf: clickersOf,
      sort: CLICK_SORTS.clickers,
      width: 88,
      from: 'large',
    }),
    timeColumn(c('updated'), (link) => link.updatedAt, { sort: 'updatedAt', from: 'medium' }),
    { title: c('by'), width: 112, from: 'large', render: (link) => link.updatedBy.name },
  ];
}

/** Shows the number of the live version, and whether the draft differs from it. */
function LinkState({ link }: { link: Pick<LinkSummary, 'liveVersion' | 'changed'> }) {
  const t = useTexts(linkTexts);
  return (
    <Group gap={6} wrap="nowrap">
      {link.liveVersion === null ? (
        <Badge variant="default">{t('never')}</Badge>
      ) : (
        <Badge variant="light" color="teal" leftSection={<IconCheck size={11} stroke={2.4} aria-hidden />}>
          {t('live', { version: link.liveVersion })}
        </Badge>
      )}
      {link.liveVersion !== null && link.changed && (
        <Badge variant="light" color="yellow">
          {t('changed')}
        </Badge>
      )}
    </Group>
  );
}
