import type { CompanyView } from '@linkflow/contracts';
import { Menu } from '@mantine/core';
import { IconBuilding, IconPencil, IconTrash } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useCompanies } from '../../api/crm';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { useRememberPlace } from '../../shared/list-link';
import {
  EmptyList,
  Listing,
  ListPage,
  NewButton,
  pageQuery,
  RowLink,
  RowMenu,
  SearchBox,
  useListState,
  type ListColumn,
} from '../../shared/listing';
import { CompanyDialog } from './company-dialog';
import { crmTexts } from './crm.texts';
import { useRemoveCompany } from './use-remove-company';

const route = getRouteApi('/shell/companies');
const DEFAULT_SORT = 'name';

export function CompaniesPage() {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
  const search = route.useSearch();
  const go = route.useNavigate();
  const navigate = useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  useRememberPlace('/companies', search);
  const query = useCompanies(pageQuery(search, DEFAULT_SORT));
  const columns = useColumns();
  const [edited, setEdited] = useState<CompanyView | null>(null);
  const remove = useRemoveCompany();
  const newButton = <NewButton list={list} label={t('companyPage.new')} />;
  return (
    <ListPage
      title={t('companies')}
      primary={newButton}
      filters={<SearchBox list={list} label={t('companyPage.search')} />}
    >
      <Listing
        label={t('companies')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(company) => company.id}
        nameOf={(company) => company.name}
        rowMenu={(company) => (
          <RowMenu name={company.name}>
            <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setEdited(company)}>
              {c('edit')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => remove(company)}
            >
              {t('companyPage.remove')}
            </Menu.Item>
          </RowMenu>
        )}
        empty={
          <EmptyList
            icon={IconBuilding}
            title={t('companyPage.emptyTitle')}
            text={t('companyPage.emptyText')}
          >
            {newButton}
          </EmptyList>
        }
      />
      <CompanyDialog
        opened={search.new === true || edited !== null}
        company={edited}
        onClose={() => (edited ? setEdited(null) : list.set({ new: undefined }))}
        onCreated={(id) => navigate({ to: '/companies/$companyId', params: { companyId: id } })}
      />
    </ListPage>
  );
}

function useColumns(): ListColumn<CompanyView>[] {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'name',
        title: c('name'),
        sort: 'name',
        render: (company) => (
          <RowLink to="/companies/$companyId" params={{ companyId: company.id }} title={company.name}>
            {company.name}
          </RowLink>
        ),
      },
      {
        key: 'country',
        title: t('country'),
        sort: 'country',
        width: 180,
        from: 'small',
        render: (company) => (company.country ? format.country(company.country) : '–'),
      },
      {
        key: 'ourContact',
        title: t('ourContact'),
        width: 200,
        from: 'medium',
        render: (company) => company.ourContact?.name ?? '–',
      },
      {
        key: 'contacts',
        title: t('contacts'),
        width: 96,
        align: 'right',
        render: (company) => format.number(company.contacts),
      },
    ],
    [t, c, format],
  );
}
