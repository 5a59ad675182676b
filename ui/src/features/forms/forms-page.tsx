import { ROUTES, type Folder, type FormSummary } from '@linkflow/contracts';
import { Button, Text } from '@mantine/core';
import {
  IconClock,
  IconFolderSymlink,
  IconForms,
  IconPencil,
  IconStack2,
  IconTrash,
  IconUser,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useLiveEvents } from '../../api/live';
import { useCan } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink } from '../../shared/anchors';
import { FolderColumn, FolderFilter } from '../../shared/folders/folder-column';
import { DragGrip, dragRow } from '../../shared/folders/folder-drag';
import { folderTexts } from '../../shared/folders/folders.texts';
import { useExistingFolder } from '../../shared/folders/use-existing-folder';
import { useMoveByDrag } from '../../shared/folders/use-move-by-drag';
import { lazyDialog, lazyPart } from '../../shared/lazy-parts';
import { numberColumn, timeColumn } from '../../shared/list/columns';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList, type ListState } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction } from '../../shared/menu';
import { MenuDivider } from '../../shared/menu-parts';
import type { FormsSearch } from '../search-params';
import { FormBadges } from './form-badges';
import { formTexts } from './forms.texts';

const DEFAULT_SORT = '-updatedAt';
const CreateFormDialog = lazyDialog(async () => (await import('./create-form')).CreateFormDialog);
const MoveDialog = lazyDialog(async () => (await import('../../shared/folders/move-dialog')).MoveDialog);
const FormTrash = lazyPart(async () => (await import('./form-trash')).FormTrash);
const DeleteFormDialog = lazyDialog(async () => (await import('./delete-form')).DeleteFormDialog);

/** Forms in their folders, and those that were deleted. */
export function FormsPage() {
  const list = useList('/shell/forms');
  const { search } = list;
  const folders = useRoute(ROUTES.folders.list, { query: { kind: 'form' } });
  useExistingFolder(list, folders.data);
  const library = { kind: 'form', views: useViews() } as const;
  const move = useMoveByDrag(ROUTES.forms.move, folders.data);
  const side = <FolderColumn {...library} to="/forms" folders={folders} search={search} onDrop={move} />;
  const filter = <FolderFilter {...library} folders={folders.data ?? []} list={list} />;
  if (search.view === 'trash') return <FormTrash side={side} filter={filter} list={list} />;
  return <FormList side={side} filters={filter} list={list} folders={folders.data ?? []} />;
}

interface FormListProps {
  side: ReactNode;
  filters: ReactNode;
  list: ListState<FormsSearch>;
  folders: readonly Folder[];
}

function FormList({ side, filters, list, folders }: FormListProps) {
  const t = useTexts(formTexts);
  const { search } = list;
  const query = useRoute(ROUTES.forms.list, {
    query: { ...pageQuery(search, DEFAULT_SORT), folderId: search.folder, view: search.view },
  });
  const read = () => void query.refetch();
  useLiveEvents(['forms'], read, read);
  const columns = useColumns();
  const [moving, setMoving] = useState<{ forms: readonly FormSummary[]; clear?: () => void } | null>(null);
  const [deleted, setDeleted] = useState<FormSummary | null>(null);
  const mayEdit = useCan()(ROUTES.forms.update);
  return (
    <ListPage
      title={t('title')}
      create={t('new')}
      creates={ROUTES.forms.create}
      search={t('search')}
      side={side}
      filters={filters}
      drag={
        mayEdit
          ? (form, selected) => ({
              row: dragRow(form, selected),
              grip: <DragGrip row={form} selected={selected} />,
            })
          : undefined
      }
      bulk={
        mayEdit
          ? (selected, clear) => (
              <Button
                variant="default"
                size="xs"
                leftSection={<IconFolderSymlink size={15} aria-hidden />}
                onClick={() => setMoving({ forms: selected, clear })}
              >
                {t('move.action')}
              </Button>
            )
          : undefined
      }
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(form) => form.id}
      nameOf={(form) => form.name}
      menu={
        mayEdit
          ? (form) => (
              <FormMenuItems
                form={form}
                onMove={() => setMoving({ forms: [form] })}
                onDelete={() => setDeleted(form)}
              />
            )
          : undefined
      }
      empty={{ icon: IconForms, title: t('empty.title'), text: t('empty.text') }}
      emptyFiltered={
        search.folder !== undefined && search.q === undefined
          ? { icon: IconForms, title: t('empty.folderTitle'), text: t('empty.folderText') }
          : undefined
      }
    >
      <CreateFormDialog
        opened={search.new === true}
        folderId={folders.find(({ id }) => id === search.folder)?.id ?? null}
        onClose={() => list.set({ new: undefined })}
      />
      <MoveDialog
        route={ROUTES.forms.move}
        opened={moving !== null}
        entries={moving?.forms ?? []}
        folders={folders}
        words={t}
        onClose={() => setMoving(null)}
        onMoved={() => moving?.clear?.()}
      />
      <DeleteFormDialog opened={deleted !== null} form={deleted} onClose={() => setDeleted(null)} />
    </ListPage>
  );
}

interface FormMenuItemsProps {
  form: FormSummary;
  onMove: () => void;
  onDelete: () => void;
}

/** The menu of a form in its row. */
function FormMenuItems({ form: { id: formId }, onMove, onDelete }: FormMenuItemsProps) {
  const t = useTexts(formTexts);
  const navigate = useNavigate();
  return (
    <>
      <MenuAction
        icon={IconPencil}
        needs={ROUTES.forms.update}
        onClick={() => void navigate({ to: '/forms/$formId', params: { formId } })}
      >
        {t('edit')}
      </MenuAction>
      <MenuAction icon={IconFolderSymlink} needs={ROUTES.forms.move} onClick={onMove}>
        {t('move.action')}
      </MenuAction>
      <MenuDivider />
      <MenuAction danger icon={IconTrash} needs={ROUTES.forms.remove} onClick={onDelete}>
        {t('remove.action')}
      </MenuAction>
    </>
  );
}

/** The entries above the folders. */
function useViews() {
  const t = useTexts(formTexts);
  const f = useTexts(folderTexts);
  return [
    { view: undefined, icon: IconStack2, name: t('all') },
    { view: 'mine', icon: IconUser, name: t('mine') },
    { view: 'recent', icon: IconClock, name: f('recent') },
    { view: 'trash', icon: IconTrash, name: f('trash') },
  ];
}

function useColumns(): ListColumn<FormSummary>[] {
  const t = useTexts(formTexts);
  const c = useTexts(common);
  return [
    {
      title: c('name'),
      sort: 'name',
      narrow: (form) => <FormBadges form={form} />,
      render: (form) => (
        <>
          <RowLink to="/forms/$formId" params={{ formId: form.id }} title={form.name}>
            {form.name}
          </RowLink>
          {form.held > 0 && (
            <Text size="xs" c="orange">
              {t('held', { count: form.held })}
            </Text>
          )}
        </>
      ),
    },
    {
      title: t('state'),
      width: 270,
      from: 'medium',
      render: (form) => <FormBadges form={form} />,
    },
    numberColumn(t('submissions'), (form) => form.submissions, { width: 120, from: 'small' }),
    timeColumn(c('updated'), (form) => form.updatedAt, { sort: 'updatedAt', width: 164, from: 'medium' }),
  ];
}
