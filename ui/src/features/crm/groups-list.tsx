import type { ProjectView, SelectionView } from '@linkflow/contracts';
import { Badge, Menu, Switch } from '@mantine/core';
import { IconBriefcase, IconListCheck, IconPencil } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useNamedList } from '../../api/named';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { useRememberPlace } from '../../shared/list-link';
import {
  EmptyList,
  Listing,
  ListPage,
  NewButton,
  pageQuery,
  RowMenu,
  SearchBox,
  type ListColumn,
  type ListState,
} from '../../shared/listing';
import { RetireItem } from '../../shared/retire-item';
import { groupTexts } from './groups.texts';
import { GroupDialog } from './group-dialog';
import { GROUP_WORDS, hasOwnMembers, type GroupResource } from './group-words';
import type { GroupsSearch } from './search';

type Group = SelectionView | ProjectView;
const DEFAULT_SORT = 'name';

interface GroupsListProps {
  resource: GroupResource;
  list: ListState<GroupsSearch>;
  link: (group: Group) => ReactNode;
  onCreated: (id: string) => unknown;
}

/** The list of selections, or of projects. */
export function GroupsList({ resource, list, link, onCreated }: GroupsListProps) {
  const g = useTexts(groupTexts);
  const c = useTexts(common);
  const words = GROUP_WORDS[resource];
  const { search } = list;
  useRememberPlace(`/${resource}`, search);
  const query = useNamedList(resource, {
    ...pageQuery(search, DEFAULT_SORT),
    deleted: search.retired ? 'true' : undefined,
  });
  const columns = useColumns(resource, link);
  const [edited, setEdited] = useState<Group | null>(null);
  const newButton = <NewButton list={list} label={g(words.new)} />;
  return (
    <ListPage
      title={g(words.title)}
      primary={newButton}
      filters={
        <>
          <SearchBox list={list} label={g(words.search)} />
          <Switch
            size="xs"
            label={g('showRetired')}
            checked={search.retired === true}
            onChange={(event) => list.set({ retired: event.currentTarget.checked ? true : undefined })}
          />
        </>
      }
    >
      <Listing<Group, GroupsSearch>
        label={g(words.title)}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(group) => group.id}
        nameOf={(group) => group.name}
        rowMenu={(group) => (
          <RowMenu name={group.name}>
            {!group.deleted && (
              <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setEdited(group)}>
                {c('rename')}
              </Menu.Item>
            )}
            <RetireItem resource={resource} entry={group} />
          </RowMenu>
        )}
        empty={
          <EmptyList
            icon={resource === 'selections' ? IconListCheck : IconBriefcase}
            title={g(words.emptyTitle)}
            text={g(words.emptyText)}
          >
            {newButton}
          </EmptyList>
        }
      />
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
        // Who is in a dynamic selection, only its criteria know.
        render: (group) => (hasOwnMembers(group) ? format.number(group.members) : '–'),
      },
    ];
  }, [g, c, format, resource, link]);
}
