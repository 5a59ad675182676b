import { ROUTES, type MembershipKind, type MemberView } from '@linkflow/contracts';
import { Badge, Button, Text } from '@mantine/core';
import { IconPencil, IconUserMinus, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { lazyDialog, lazyPart } from '../../shared/lazy-parts';
import { timeColumn } from '../../shared/list/columns';
import { PartList } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction, PageMenu, RetireAction } from '../../shared/menu';
import { HeaderSkeleton, ListLink, PageFailure, PageHeader, RecordPage } from '../../shared/page-header';
import { attempt, toast } from '../../shared/toast';
import { Source } from '../contacts/card/source';
import { useContactNameColumn } from '../contacts/contacts-page';
import { crmTexts } from '../contacts/crm.texts';
import { type GroupResource, groupTexts, hasOwnMembers, isDynamic, kindOf } from './groups.texts';

const DEFAULT_SORT = '-since';
const AddMembersDialog = lazyDialog(async () => (await import('./add-members')).AddMembersDialog);
const GroupDialog = lazyDialog(async () => (await import('./group-list')).GroupDialog);
const CriteriaForm = lazyPart(async () => (await import('./criteria/criteria-form')).CriteriaForm);

export const SelectionPage = () => <GroupPage resource="selections" kind="selection" />;
export const ProjectPage = () => <GroupPage resource="projects" kind="project" />;

interface GroupPageProps {
  resource: GroupResource;
  kind: MembershipKind;
}

function GroupPage(props: GroupPageProps) {
  const { id = '' } = useParams({ strict: false });
  return <GroupMembers key={id} id={id} {...props} />;
}

/** The page of a selection or project. Lists the members with when and by what each was added. */
function GroupMembers({ resource, kind, id }: GroupPageProps & { id: string }) {
  const g = useTexts(groupTexts);
  const list = useList(`/shell/${resource}/$id`);
  const group = useRoute(ROUTES[resource].get, { params: { id } });
  const members = useRoute(ROUTES[resource].members, {
    params: { id },
    query: pageQuery(list.search, DEFAULT_SORT),
  });
  const columns = useMemberColumns();
  const [adding, setAdding] = useState(false);
  const mayJoin = useCan()(ROUTES.contacts.join);
  const leave = useCommand(ROUTES.contacts.leave);
  const join = useCommand(ROUTES.contacts.join);
  if (group.error && !group.data) {
    const title = g(`${resource}.title`);
    return (
      <PageFailure crumbs={<ListLink to={`/${resource}`}>{title}</ListLink>} title={title} query={group} />
    );
  }
  if (group.data && isDynamic(group.data))
    return (
      <RecordPage>
        <GroupHeader resource={resource} id={id} />
        <CriteriaForm key={id} selection={group.data} />
      </RecordPage>
    );
  const name = group.data?.name ?? '';
  const byHand = group.data === undefined || hasOwnMembers(group.data);
  const open = mayJoin && group.data && !group.data.deleted && byHand;
  const change = (member: MemberView) => ({ params: { id: member.contact.id, kind, targetId: id } });
  const remove = (removed: readonly MemberView[], then?: () => void) => {
    const restore = () => attempt(Promise.all(removed.map((member) => join.mutateAsync(change(member)))));
    attempt(Promise.all(removed.map((member) => leave.mutateAsync(change(member)))), () => {
      then?.();
      toast(g('memberRemoved', { count: removed.length, name: removed[0]?.contact.name ?? '' }), restore);
    });
  };
  const addButton = (
    <Button size="xs" leftSection={<IconUserPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
      {g('addMembers')}
    </Button>
  );
  const notStatic = !byHand && (
    <Text size="xs" c="dimmed">
      {g('notStatic')}
    </Text>
  );
  return (
    <RecordPage>
      <GroupHeader resource={resource} id={id} />
      <PartList
        title={g('members')}
        primary={open ? addButton : notStatic}
        search={g('searchMembers')}
        query={members}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(member) => member.contact.id}
        nameOf={(member) => member.contact.name}
        bulk={
          open
            ? (selected, clear) => (
                <Button
                  size="xs"
                  variant="light"
                  color="red"
                  leftSection={<IconUserMinus size={15} aria-hidden />}
                  onClick={() => remove(selected, clear)}
                >
                  {g('removeMember', { count: selected.length, group: name })}
                </Button>
              )
            : undefined
        }
        menu={
          open
            ? (member) => (
                <MenuAction danger icon={IconUserMinus} onClick={() => remove([member])}>
                  {g('removeMember', { count: 1, group: name })}
                </MenuAction>
              )
            : undefined
        }
        empty={{
          icon: IconUsers,
          title: g(byHand ? 'noMembers' : 'membersElsewhere'),
          text: open ? g('noMembersText') : byHand ? undefined : g('membersElsewhereText'),
          action: open && addButton,
        }}
      />
      <AddMembersDialog kind={kind} id={id} name={name} opened={adding} onClose={() => setAdding(false)} />
    </RecordPage>
  );
}

function GroupHeader({ resource, id }: { resource: GroupResource; id: string }) {
  const g = useTexts(groupTexts);
  const { data: group } = useRoute(ROUTES[resource].get, { params: { id } });
  const [editing, setEditing] = useState(false);
  const mayEdit = useCan()(ROUTES[resource].update);
  const crumbs = <ListLink to={`/${resource}`}>{g(`${resource}.title`)}</ListLink>;
  const kind = group && kindOf(group);
  if (!group) return <HeaderSkeleton />;
  return (
    <PageHeader
      crumbs={crumbs}
      title={group.name}
      badges={
        <>
          {kind && <Badge variant="default">{g(`kinds.${kind}`)}</Badge>}
          {group.deleted && (
            <Badge variant="light" color="yellow">
              {g('retired')}
            </Badge>
          )}
          {hasOwnMembers(group) && (
            <Text size="sm" c="dimmed">
              {g('memberCount', { count: group.members })}
            </Text>
          )}
        </>
      }
      actions={
        <>
          {mayEdit && (
            <PageMenu name={group.name}>
              <MenuAction icon={IconPencil} onClick={() => setEditing(true)}>
                {g('rename')}
              </MenuAction>
              <RetireAction resource={resource} entry={group} />
            </PageMenu>
          )}
          <GroupDialog resource={resource} group={group} opened={editing} onClose={() => setEditing(false)} />
        </>
      }
    />
  );
}

function useMemberColumns(): ListColumn<MemberView>[] {
  const t = useTexts(crmTexts);
  const g = useTexts(groupTexts);
  const name = useContactNameColumn();
  return [
    {
      title: name.title,
      render: ({ contact }) => name.render(contact),
      narrow: ({ source, since }) => <Source short source={source} at={since} />,
    },
    {
      title: t('email'),
      from: 'medium',
      render: ({ contact }) => <span title={contact.email ?? undefined}>{contact.email ?? '–'}</span>,
    },
    {
      title: t('company'),
      from: 'large',
      render: ({ contact }) => <span title={contact.company?.name}>{contact.company?.name ?? '–'}</span>,
    },
    {
      title: g('addedBy'),
      from: 'small',
      render: ({ source }) => <Source short source={source} />,
    },
    timeColumn(g('since'), ({ since }) => since, { sort: 'since', from: 'small' }),
  ];
}
