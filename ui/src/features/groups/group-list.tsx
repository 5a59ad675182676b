import { ROUTES, type InterestView, type ProjectView, type SelectionView } from '@linkflow/contracts';
import { Badge, Radio, Stack, TextInput } from '@mantine/core';
import { IconBriefcase, IconListCheck, IconPencil, IconTag } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink, TextLink } from '../../shared/anchors';
import { FormDialog, NameDialog } from '../../shared/form-dialog';
import { RetiredFilter } from '../../shared/list/filters';
import { ListPage, SectionList } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction, RetireAction } from '../../shared/menu';
import { type GroupResource, groupTexts, hasOwnMembers } from './groups.texts';

type Group = InterestView | SelectionView | ProjectView;
const DEFAULT_SORT = 'name';
const ICONS = { selections: IconListCheck, projects: IconBriefcase, interests: IconTag };

export function SelectionsPage() {
  const t = useTexts(groupTexts);
  const kind: ListColumn<Group> = {
    title: t('kind'),
    width: 160,
    from: 'small',
    render: (group) => ('kind' in group ? t(`kinds.${group.kind}`) : null),
  };
  const { dialog, ...list } = useGroupList('selections', [kind, useCountColumn(t('members'))]);
  return <ListPage {...list}>{dialog}</ListPage>;
}

export function ProjectsPage() {
  const t = useTexts(groupTexts);
  const { dialog, ...list } = useGroupList('projects', [useCountColumn(t('members'))]);
  return <ListPage {...list}>{dialog}</ListPage>;
}

/** The list of interests. An interest has no page; its number of contacts is linked to the list of these contacts. */
export function InterestsPage() {
  const t = useTexts(groupTexts);
  const { dialog, ...list } = useGroupList('interests', [useCountColumn(t('contacts'))]);
  return (
    <SectionList lead={t('interests.lead')} {...list}>
      {dialog}
    </SectionList>
  );
}

function useCountColumn(title: string): ListColumn<Group> {
  const format = useFormat();
  return {
    title,
    width: 112,
    align: 'right',
    render: (group) =>
      'contacts' in group ? (
        <TextLink to="/contacts" search={{ interestId: group.id }} c="inherit">
          {format.number(group.contacts)}
        </TextLink>
      ) : hasOwnMembers(group) ? (
        format.number(group.members)
      ) : (
        // The members of a dynamic or combined selection are not counted.
        '–'
      ),
  };
}

/** Returns the properties of a list of selections, projects or interests, and its dialog. `columns` follow the name column. */
function useGroupList(resource: keyof typeof ICONS, columns: ListColumn<Group>[]) {
  const t = useTexts(groupTexts);
  const navigate = useNavigate();
  const list = useList(resource === 'interests' ? '/shell/settings/interests' : `/shell/${resource}`);
  const query = useRoute(ROUTES[resource].list, {
    query: { ...pageQuery(list.search, DEFAULT_SORT), deleted: list.search.retired ? 'true' : undefined },
  });
  const [edited, setEdited] = useState<Group | null>(null);
  const mayEdit = useCan()(ROUTES[resource].update);
  const name: ListColumn<Group> = {
    title: t('name'),
    sort: 'name',
    render: (group) => (
      <>
        {resource === 'interests' ? (
          <span title={group.name}>{group.name}</span>
        ) : (
          <RowLink to={`/${resource}/$id`} params={{ id: group.id }} title={group.name}>
            {group.name}
          </RowLink>
        )}
        {group.deleted && (
          <Badge variant="default" ml={8}>
            {t('retired')}
          </Badge>
        )}
      </>
    ),
  };
  return {
    title: t(`${resource}.title`),
    create: t(`${resource}.new`),
    creates: ROUTES[resource].create,
    search: t(`${resource}.search`),
    filters: <RetiredFilter list={list} />,
    query,
    list,
    defaultSort: DEFAULT_SORT,
    columns: [name, ...columns],
    idOf: (group: Group) => group.id,
    nameOf: (group: Group) => group.name,
    menu: mayEdit
      ? (group: Group) => (
          <>
            {!group.deleted && (
              <MenuAction icon={IconPencil} onClick={() => setEdited(group)}>
                {t('rename')}
              </MenuAction>
            )}
            <RetireAction resource={resource} entry={group} />
          </>
        )
      : undefined,
    empty: { icon: ICONS[resource], title: t(`${resource}.emptyTitle`), text: t(`${resource}.emptyText`) },
    dialog: (
      <GroupDialog
        resource={resource}
        group={edited}
        opened={list.search.new === true || edited !== null}
        onClose={() => (edited ? setEdited(null) : list.set({ new: undefined }))}
        onCreated={(id) => resource !== 'interests' && navigate({ to: `/${resource}/$id`, params: { id } })}
      />
    ),
  };
}

interface NewSelectionProps {
  opened: boolean;
  onClose: () => void;
  onCreated: (id: string) => unknown;
}

/** Creates a selection, whose kind cannot be changed later. The criteria of a dynamic one are chosen on its page. */
function NewSelectionDialog({ opened, onClose, onCreated }: NewSelectionProps) {
  const t = useTexts(groupTexts);
  const c = useTexts(common);
  const create = useCommand(ROUTES.selections.create);
  return (
    <FormDialog<{ name: string; kind: 'static' | 'dynamic' }, { id: string }>
      needs={ROUTES.selections.create}
      opened={opened}
      onClose={onClose}
      title={t('selections.new')}
      submit={t('selections.create')}
      initial={{ name: '', kind: 'static' }}
      validate={({ name }) => (name.trim() === '' ? { name: c('nameMissing') } : {})}
      onSubmit={({ name, kind }) => create.mutateAsync({ body: { name: name.trim(), kind } })}
      onDone={({ id }) => onCreated(id)}
    >
      {(form) => (
        <>
          <TextInput label={c('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
          <Radio.Group label={t('kind')} {...form.getInputProps('kind')}>
            <Stack gap="xs" mt={6}>
              {(['static', 'dynamic'] as const).map((kind) => (
                <Radio
                  key={kind}
                  value={kind}
                  label={t(`kinds.${kind}`)}
                  description={t(`kindHints.${kind}`)}
                />
              ))}
            </Stack>
          </Radio.Group>
        </>
      )}
    </FormDialog>
  );
}

interface GroupDialogProps {
  resource: GroupResource | 'interests';
  /** The group to rename; null creates one. */
  group: { id: string; name: string } | null;
  opened: boolean;
  onClose: () => void;
  onCreated?: (id: string) => unknown;
}

/** Creates or renames a group. */
export function GroupDialog(props: GroupDialogProps) {
  const { resource, group, opened, onClose, onCreated } = props;
  if (resource !== 'selections') return <NamedGroupDialog {...props} />;
  const isNew = group === null;
  return (
    <>
      <NewSelectionDialog opened={opened && isNew} onClose={onClose} onCreated={(id) => onCreated?.(id)} />
      <NamedGroupDialog {...props} opened={opened && !isNew} />
    </>
  );
}

function NamedGroupDialog({ resource, group, opened, onClose, onCreated }: GroupDialogProps) {
  const t = useTexts(groupTexts);
  const create = useCommand(ROUTES[resource].create);
  const update = useCommand(ROUTES[resource].update);
  return (
    <NameDialog
      needs={ROUTES[resource].update}
      opened={opened}
      onClose={onClose}
      title={group ? t('rename') : t(`${resource}.new`)}
      submit={group ? t('save') : t(`${resource}.create`)}
      name={group?.name ?? ''}
      onSubmit={(name) =>
        group
          ? update.mutateAsync({ params: { id: group.id }, body: { name } })
          : create.mutateAsync({ body: { name } })
      }
      onDone={({ id }) => (group ? undefined : onCreated?.(id))}
    />
  );
}
