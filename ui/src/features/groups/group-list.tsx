import type { ProjectView, SelectionView } from '@linkflow/contracts';
import { Badge } from '@mantine/core';
import { IconBriefcase, IconListCheck, IconPencil } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useNamedActions, useNamedList } from '../../api/named';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { NameDialog } from '../../shared/form-dialog';
import { RetiredFilter } from '../../shared/list/filters';
import { ListPage } from '../../shared/list/list-page';
import { type ListState, pageQuery } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction, RetireAction } from '../../shared/menu';
import type { GroupsSearch } from '../search-params';
import { GROUP_TEXTS, type GroupResource, groupTexts, hasOwnMembers } from './groups.texts';

type Group = SelectionView | ProjectView;
const DEFAULT_SORT = 'name';

interface GroupListProps {
  resource: GroupResource;
  list: ListState<GroupsSearch>;
  link: (group: Group) => ReactNode;
  onCreated: (id: string) => unknown;
}

/** The list of selections, or of projects. */
export function GroupList({ resource, list, link, onCreated }: GroupListProps) {
  const g = useTexts(groupTexts);
  const c = useTexts(common);
  const keys = GROUP_TEXTS[resource];
  const { search } = list;
  const query = useNamedList(resource, {
    ...pageQuery(search, DEFAULT_SORT),
    deleted: search.retired ? 'true' : undefined,
  });
  const columns = useColumns(resource, link);
  const [edited, setEdited] = useState<Group | null>(null);
  return (
    <ListPage<Group, GroupsSearch>
      title={g(keys.title)}
      create={g(keys.new)}
      search={g(keys.search)}
      filters={<RetiredFilter list={list} label={g('showRetired')} />}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(group) => group.id}
      nameOf={(group) => group.name}
      menu={(group) => (
        <>
          {!group.deleted && (
            <MenuAction icon={IconPencil} onClick={() => setEdited(group)}>
              {c('rename')}
            </MenuAction>
          )}
          <RetireAction resource={resource} entry={group} />
        </>
      )}
      empty={{
        icon: resource === 'selections' ? IconListCheck : IconBriefcase,
        title: g(keys.emptyTitle),
        text: g(keys.emptyText),
      }}
    >
      <GroupDialog
        resource={resource}
        group={edited}
        opened={search.new === true || edited !== null}
        onClose={() => (edited ? setEdited(null) : list.set({ new: undefined }))}
        onCreated={onCreated}
      />
    </ListPage>
  );
}

function useColumns(resource: GroupResource, link: (group: Group) => ReactNode): ListColumn<Group>[] {
  const g = useTexts(groupTexts);
  const c = useTexts(common);
  const format = useFormat();
  return useMemo(() => {
    const kind: ListColumn<Group> = {
      key: 'kind',
      title: g('kind'),
      width: 160,
      from: 'small',
      render: (group) => ('kind' in group ? g(`kinds.${group.kind}`) : null),
    };
    return [
      {
        key: 'name',
        title: c('name'),
        sort: 'name',
        render: (group) => (
          <>
            {link(group)}
            {group.deleted && (
              <Badge variant="default" ml={8}>
                {c('retired')}
              </Badge>
            )}
          </>
        ),
      },
      ...(resource === 'selections' ? [kind] : []),
      {
        key: 'members',
        title: g('members'),
        width: 112,
        align: 'right',
        // The members of a dynamic selection are not counted.
        render: (group) => (hasOwnMembers(group) ? format.number(group.members) : '–'),
      },
    ];
  }, [g, c, format, resource, link]);
}

interface GroupDialogProps {
  resource: GroupResource;
  /** The group to rename; null creates one. */
  group: { id: string; name: string } | null;
  opened: boolean;
  onClose: () => void;
  onCreated?: (id: string) => unknown;
}

/** Creates or renames a group. New selections are static, the only kind with members added one by one. */
export function GroupDialog({ resource, group, opened, onClose, onCreated }: GroupDialogProps) {
  const g = useTexts(groupTexts);
  const c = useTexts(common);
  const selections = useNamedActions('selections');
  const projects = useNamedActions('projects');
  const keys = GROUP_TEXTS[resource];
  const create = (name: string) =>
    resource === 'selections'
      ? selections.create.mutateAsync({ name, kind: 'static' })
      : projects.create.mutateAsync({ name });
  const rename = (id: string, name: string) =>
    resource === 'selections'
      ? selections.update.mutateAsync({ id, body: { name } })
      : projects.update.mutateAsync({ id, body: { name } });
  return (
    <NameDialog
      opened={opened}
      onClose={onClose}
      title={group ? c('rename') : g(keys.new)}
      submit={group ? c('save') : g(keys.create)}
      name={group?.name ?? ''}
      missing={g('nameMissing')}
      onSubmit={(name) => (group ? rename(group.id, name) : create(name))}
      onDone={({ id }) => (group ? undefined : onCreated?.(id))}
    />
  );
}
