import { ROUTES, type ContactSummary } from '@linkflow/contracts';
import { Button, Text } from '@mantine/core';
import { IconTrash, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink } from '../../shared/anchors';
import { timeColumn } from '../../shared/list/columns';
import { RefFilter } from '../../shared/list/filters';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction } from '../../shared/menu';
import { MenuDivider } from '../../shared/menu-parts';
import { AddToDialog } from './add-to-dialog';
import { ContactDialog, useRemoveContact } from './contact-actions';
import { crmTexts } from './crm.texts';

const DEFAULT_SORT = 'name';

interface Joining {
  contacts: readonly ContactSummary[];
  clearSelection?: () => void;
}

export function ContactsPage() {
  const t = useTexts(crmTexts);
  const navigate = useNavigate();
  const list = useList('/shell/contacts');
  const { companyId, selectionId, projectId, interestId } = list.search;
  const query = useRoute(ROUTES.contacts.list, {
    query: { ...pageQuery(list.search, DEFAULT_SORT), companyId, selectionId, projectId, interestId },
  });
  const columns = useContactColumns();
  const [joining, setJoining] = useState<Joining | null>(null);
  const remove = useRemoveContact();
  const mayJoin = useCan()(ROUTES.contacts.join);
  const bulk = (selected: readonly ContactSummary[], clear: () => void) => (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconUserPlus size={15} aria-hidden />}
      onClick={() => setJoining({ contacts: selected, clearSelection: clear })}
    >
      {t('contact.addTo')}
    </Button>
  );
  const menu = (contact: ContactSummary) => (
    <>
      <MenuAction icon={IconUserPlus} onClick={() => setJoining({ contacts: [contact] })}>
        {t('contact.addTo')}
      </MenuAction>
      <MenuDivider />
      <MenuAction danger icon={IconTrash} needs={ROUTES.contacts.remove} onClick={() => remove(contact)}>
        {t('contact.remove')}
      </MenuAction>
    </>
  );
  return (
    <ListPage
      title={t('contacts')}
      create={t('contact.new')}
      creates={ROUTES.contacts.create}
      search={t('contact.search')}
      filters={
        <>
          <RefFilter
            list={list}
            name="companyId"
            kind="company"
            label={t('company')}
            any={t('contact.allCompanies')}
          />
          <RefFilter
            list={list}
            name="selectionId"
            kind="selection"
            label={t('selection')}
            any={t('contact.allSelections')}
          />
          <RefFilter
            list={list}
            name="interestId"
            kind="interest"
            label={t('interest')}
            any={t('contact.allInterests')}
          />
          <RefFilter
            list={list}
            name="projectId"
            kind="project"
            label={t('project')}
            any={t('contact.allProjects')}
          />
        </>
      }
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(contact) => contact.id}
      nameOf={(contact) => contact.name}
      bulk={mayJoin ? bulk : undefined}
      menu={mayJoin ? menu : undefined}
      empty={{ icon: IconUsers, title: t('contact.emptyTitle'), text: t('contact.emptyText') }}
    >
      <ContactDialog
        opened={list.search.new === true}
        onClose={() => list.set({ new: undefined })}
        onSaved={(card) => navigate({ to: '/contacts/$id', params: { id: card.id } })}
      />
      <AddToDialog
        contacts={joining?.contacts ?? null}
        onClose={() => setJoining(null)}
        onAdded={() => joining?.clearSelection?.()}
      />
    </ListPage>
  );
}

/** Returns the name column. Names are linked to the contacts' cards; narrow lists show the e-mail address below the name. */
export function useContactNameColumn(): ListColumn<ContactSummary> {
  const c = useTexts(common);
  return {
    title: c('name'),
    sort: 'name',
    narrow: (contact) => (
      <Text size="xs" c="dimmed" truncate>
        {contact.email ?? '–'}
      </Text>
    ),
    render: (contact) => (
      <RowLink to="/contacts/$id" params={{ id: contact.id }} title={contact.name}>
        {contact.name === '' ? c('unnamed') : contact.name}
      </RowLink>
    ),
  };
}

function useContactColumns(): ListColumn<ContactSummary>[] {
  const t = useTexts(crmTexts);
  const format = useFormat();
  return [
    useContactNameColumn(),
    {
      title: t('email'),
      sort: 'email',
      from: 'small',
      render: ({ email }) => <span title={email ?? undefined}>{email ?? '–'}</span>,
    },
    {
      title: t('company'),
      from: 'medium',
      render: ({ company }) => <span title={company?.name}>{company?.name ?? '–'}</span>,
    },
    {
      title: t('country'),
      sort: 'country',
      width: 120,
      from: 'large',
      render: ({ country }) => (country ? format.country(country) : '–'),
    },
    {
      title: t('ourContact'),
      width: 140,
      from: 'large',
      render: ({ ourContact }) => ourContact?.name ?? '–',
    },
    timeColumn(t('updated'), ({ updatedAt }) => updatedAt, { sort: 'updatedAt', from: 'medium' }),
  ];
}
