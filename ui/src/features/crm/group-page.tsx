import type { MemberView } from '@linkflow/contracts';
import { Badge, Button, Menu, Skeleton, Text } from '@mantine/core';
import { IconPencil, IconUserMinus, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useContactActions } from '../../api/crm';
import { useMembers, useNamed } from '../../api/named';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { ListLink } from '../../shared/list-link';
import { EmptyList, ListBar, Listing, pageQuery, RowMenu, type ListState } from '../../shared/listing';
import { PageFailure } from '../../shared/page-failure';
import { PageHeader } from '../../shared/page-header';
import { PageMenu } from '../../shared/page-menu';
import { toast, toastError } from '../../shared/toast';
import { AddMembersDialog } from './add-members-dialog';
import { RetireItem } from '../../shared/retire-item';
import { groupTexts } from './groups.texts';
import { GroupDialog } from './group-dialog';
import classes from './group-page.module.css';
import { GROUP_WORDS, hasOwnMembers, type GroupResource } from './group-words';
import { useMemberColumns } from './member-columns';

const DEFAULT_SORT = '-since';

interface GroupPageProps {
  resource: GroupResource;
  id: string;
  list: ListState;
}

/** One selection or project: who is in it, since when, and what put them there. */
export function GroupPage({ resource, id, list }: GroupPageProps) {
  const g = useTexts(groupTexts);
  const words = GROUP_WORDS[resource];
  const group = useNamed(resource, id);
  const members = useMembers(resource, id, pageQuery(list.search, DEFAULT_SORT));
  const columns = useMemberColumns();
  const [selected, setSelected] = useState<MemberView[]>([]);
  const [adding, setAdding] = useState(false);
  const { leave, join } = useContactActions();
  if (group.error && !group.data) {
    const crumbs = <ListLink to={`/${resource}`}>{g(words.title)}</ListLink>;
    return <PageFailure crumbs={crumbs} title={g(words.title)} query={group} />;
  }
  const name = group.data?.name ?? '';
  const byHand = group.data === undefined || hasOwnMembers(group.data);
  const open = group.data && !group.data.deleted && byHand;
  const change = (member: MemberView) => ({ id: member.contact.id, kind: words.kind, targetId: id });
  const remove = async (chosen: readonly MemberView[]) => {
    try {
      await Promise.all(chosen.map((member) => leave.mutateAsync(change(member))));
      setSelected([]);
      const back = () => Promise.all(chosen.map((member) => join.mutateAsync(change(member))));
      toast(
        g('memberRemoved', { count: chosen.length, name: chosen[0]?.contact.name ?? '' }),
        () => void back().catch(toastError),
      );
    } catch (error) {
      toastError(error);
    }
  };
  const addButton = (
    <Button size="xs" leftSection={<IconUserPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
      {g('addMembers')}
    </Button>
  );
  return (
    <div className={classes.page}>
      <GroupHeader resource={resource} id={id} />
      <ListBar
        list={list}
        searchLabel={g('searchMembers')}
        chosen={
          selected.length > 0 && (
            <Button
              size="xs"
              variant="light"
              color="red"
              leftSection={<IconUserMinus size={15} aria-hidden />}
              onClick={() => void remove(selected)}
            >
              {g('removeMember', { count: selected.length, group: name })}
            </Button>
          )
        }
      >
        {open && addButton}
        {!byHand && (
          <Text size="xs" c="dimmed">
            {g('notStatic')}
          </Text>
        )}
      </ListBar>
      <Listing
        label={g('members')}
        query={members}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(member) => member.contact.id}
        nameOf={(member) => member.contact.name}
        selection={open ? { selected, onChange: setSelected } : undefined}
        rowMenu={
          open
            ? (member) => (
                <RowMenu name={member.contact.name}>
                  <Menu.Item
                    color="red"
                    leftSection={<IconUserMinus size={15} aria-hidden />}
                    onClick={() => void remove([member])}
                  >
                    {g('removeMember', { count: 1, group: name })}
                  </Menu.Item>
                </RowMenu>
              )
            : undefined
        }
        empty={
          <EmptyList
            icon={IconUsers}
            title={g(byHand ? 'noMembers' : 'membersElsewhere')}
            text={open ? g('noMembersText') : byHand ? undefined : g('membersElsewhereText')}
          >
            {open && addButton}
          </EmptyList>
        }
      />
      <AddMembersDialog
        kind={words.kind}
        id={id}
        name={name}
        opened={adding}
        onClose={() => setAdding(false)}
      />
    </div>
  );
}

function GroupHeader({ resource, id }: { resource: GroupResource; id: string }) {
  const g = useTexts(groupTexts);
  const c = useTexts(common);
  const format = useFormat();
  const words = GROUP_WORDS[resource];
  const { data: group } = useNamed(resource, id);
  const [editing, setEditing] = useState(false);
  const crumbs = <ListLink to={`/${resource}`}>{g(words.title)}</ListLink>;
  if (!group) {
    return (
      <div className={classes.skeleton} aria-busy>
        <Skeleton height={10} width={60} />
        <Skeleton height={18} width={280} mt={12} />
      </div>
    );
  }
  return (
    <PageHeader
      crumbs={crumbs}
      title={group.name}
      badges={
        <>
          {'kind' in group && <Badge variant="default">{g(`kinds.${group.kind}`)}</Badge>}
          {group.deleted && (
            <Badge variant="light" color="yellow">
              {c('retired')}
            </Badge>
          )}
          {hasOwnMembers(group) && (
            <Text size="sm" c="dimmed">
              {g('memberCount', { count: group.members, n: format.number(group.members) })}
            </Text>
          )}
        </>
      }
      actions={
        <>
          <PageMenu name={group.name}>
            <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setEditing(true)}>
              {c('rename')}
            </Menu.Item>
            <RetireItem resource={resource} entry={group} />
          </PageMenu>
          <GroupDialog resource={resource} group={group} opened={editing} onClose={() => setEditing(false)} />
        </>
      }
    />
  );
}
