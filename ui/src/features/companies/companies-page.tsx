import type { CompanyView } from '@linkflow/contracts';
import { Menu } from '@mantine/core';
import { IconBuilding, IconPencil, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useCompanies } from '../../api/crm';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink } from '../../shared/anchors';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction } from '../../shared/menu';
import { crmTexts } from '../contacts/crm.texts';
import { CompanyDialog, useRemoveCompany } from './company-actions';

const DEFAULT_SORT = 'name';

export function CompaniesPage() {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
  const navigate = useNavigate();
  const list = useList('/shell/companies');
  const query = useCompanies(pageQuery(list.search, DEFAULT_SORT));
  const columns = useColumns();
  const [edited, setEdited] = useState<CompanyView | null>(null);
  const remove = useRemoveCompany();
  return (
    <ListPage
      title={t('companies')}
      create={t('companyPage.new')}
      search={t('companyPage.search')}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(company) => company.id}
      nameOf={(company) => company.name}
      menu={(company) => (
        <>
          <MenuAction icon={IconPencil} onClick={() => setEdited(company)}>
            {c('edit')}
          </MenuAction>
          <Menu.Divider />
          <MenuAction danger icon={IconTrash} onClick={() => remove(company)}>
            {t('companyPage.remove')}
          </MenuAction>
        </>
      )}
      empty={{ icon: IconBuilding, title: t('companyPage.emptyTitle'), text: t('companyPage.emptyText') }}
    >
      <CompanyDialog
        opened={list.search.new === true || edited !== null}
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
