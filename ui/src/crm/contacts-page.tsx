import type { ContactSummary } from '@linkflow/contracts';
import { Button, EmptyState, Menu } from '@mantine/core';
import { IconPlus, IconTrash, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useContacts } from '../api/crm';
import { useTexts } from '../i18n';
import { useRememberPlace } from '../shared/list-link';
import { Listing, ListPage, pageQuery, RowMenu, SearchBox, useListState } from '../shared/listing';
import { RefSelect } from '../shared/ref-select';
import { AddToDialog } from './add-to-dialog';
import { useContactColumns } from './contact-columns';
import { ContactDialog } from './contact-dialog';
import { crmTexts } from './crm.texts';
import { useRemoveContact } from './use-remove-contact';

const route = getRouteApi('/shell/contacts');
const DEFAULT_SORT = 'name';

export function ContactsPage() {
  const t = useTexts(crmTexts);
  const search = route.useSearch();
  const navigate = useNavigate();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  useRememberPlace('/contacts', search);
  const { companyId, selectionId, projectId, interestId } = search;
  const query = useContacts({
    ...pageQuery(search, DEFAULT_SORT),
    companyId,
    selectionId,
    projectId,
    interestId,
  });
  const columns = useContactColumns();
  const [selected, setSelected] = useState<ContactSummary[]>([]);
  const [joining, setJoining] = useState<readonly ContactSummary[] | null>(null);
  const remove = useRemoveContact();
  // What is chosen belongs to what is on the page.
  useEffect(() => setSelected([]), [search]);

  const newButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => list.set({ new: true })}>
      {t('contact.new')}
    </Button>
  );
  const filter = { size: 'xs', clearable: true, w: 168 } as const;
  return (
    <ListPage
      title={t('contacts')}
      primary={newButton}
      filters={
        <>
          <SearchBox list={list} label={t('contact.search')} />
          <RefSelect
            {...filter}
            kind="company"
            aria-label={t('company')}
            placeholder={t('contact.allCompanies')}
            value={companyId ?? null}
            onChange={(id) => list.set({ companyId: id ?? undefined })}
          />
          <RefSelect
            {...filter}
            kind="selection"
            aria-label={t('selection')}
            placeholder={t('contact.allSelections')}
            value={selectionId ?? null}
            onChange={(id) => list.set({ selectionId: id ?? undefined })}
          />
          <RefSelect
            {...filter}
            kind="interest"
            aria-label={t('interest')}
            placeholder={t('contact.allInterests')}
            value={interestId ?? null}
            onChange={(id) => list.set({ interestId: id ?? undefined })}
          />
          <RefSelect
            {...filter}
            kind="project"
            aria-label={t('project')}
            placeholder={t('contact.allProjects')}
            value={projectId ?? null}
            onChange={(id) => list.set({ projectId: id ?? undefined })}
          />
        </>
      }
      chosen={{
        count: selected.length,
        clear: () => setSelected([]),
        actions: (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconUserPlus size={15} aria-hidden />}
            onClick={() => setJoining(selected)}
          >
            {t('contact.addTo')}
          </Button>
        ),
      }}
    >
      <Listing
        label={t('contacts')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(contact) => contact.id}
        nameOf={(contact) => contact.name}
        selection={{ selected, onChange: setSelected }}
        rowMenu={(contact) => (
          <RowMenu name={contact.name}>
            <Menu.Item
              leftSection={<IconUserPlus size={15} aria-hidden />}
              onClick={() => setJoining([contact])}
            >
              {t('contact.addTo')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => remove(contact)}
            >
              {t('contact.remove')}
            </Menu.Item>
          </RowMenu>
        )}
        empty={
          <EmptyState
            p="xl"
            maw={440}
            variant="light"
            icon={<IconUsers aria-hidden />}
            title={t('contact.emptyTitle')}
            description={t('contact.emptyText')}
          >
            <EmptyState.Actions>{newButton}</EmptyState.Actions>
          </EmptyState>
        }
      />
      <ContactDialog
        opened={search.new === true}
        onClose={() => list.set({ new: undefined })}
        onSaved={(card) => navigate({ to: '/contacts/$contactId', params: { contactId: card.id } })}
      />
      <AddToDialog contacts={joining} onClose={() => setJoining(null)} onAdded={() => setSelected([])} />
    </ListPage>
  );
}
