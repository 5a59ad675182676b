import type { ContactSummary } from '@linkflow/contracts';
import { Button, Menu } from '@mantine/core';
import { IconTrash, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useContacts } from '../../api/crm';
import { useTexts } from '../../i18n';
import { useRememberPlace } from '../../shared/list-link';
import {
  EmptyList,
  Listing,
  ListPage,
  NewButton,
  pageQuery,
  RefFilter,
  RowMenu,
  SearchBox,
  useListState,
} from '../../shared/listing';
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

  const newButton = <NewButton list={list} label={t('contact.new')} />;
  return (
    <ListPage
      title={t('contacts')}
      primary={newButton}
      filters={
        <>
          <SearchBox list={list} label={t('contact.search')} />
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
          <EmptyList icon={IconUsers} title={t('contact.emptyTitle')} text={t('contact.emptyText')}>
            {newButton}
          </EmptyList>
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
