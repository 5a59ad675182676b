import { ROUTES, type CompanyView } from '@linkflow/contracts';
import { IconBuilding, IconPencil, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { RowLink } from '../../shared/anchors';
import { numberColumn } from '../../shared/list/columns';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction } from '../../shared/menu';
import { MenuDivider } from '../../shared/menu-parts';
import { crmTexts } from '../contacts/crm.texts';
import { CompanyDialog, useRemoveCompany } from './company-actions';

const DEFAULT_SORT = 'name';

export function CompaniesPage() {
  const t = useTexts(crmTexts);
  const navigate = useNavigate();
  const list = useList('/shell/companies');
  const query = useRoute(ROUTES.companies.list, { query: pageQuery(list.search, DEFAULT_SORT) });
  const columns = useColumns();
  const [edited, setEdited] = useState<CompanyView | null>(null);
  const remove = useRemoveCompany();
  const mayEdit = useCan()(ROUTES.companies.update);
  return (
    <ListPage
      title={t('companies')}
      create={t('companyPage.new')}
      creates={ROUTES.companies.create}
      search={t('companyPage.search')}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(company) => company.id}
      nameOf={(company) => company.name}
      menu={
        mayEdit
          ? (company) => (
              <>
                <MenuAction icon={IconPencil} onClick={() => setEdited(company)}>
                  {t('edit')}
                </MenuAction>
                <MenuDivider />
                <MenuAction
                  danger
                  icon={IconTrash}
                  needs={ROUTES.companies.remove}
                  onClick={() => remove(company)}
                >
                  {t('companyPage.remove')}
                </MenuAction>
              </>
            )
          : undefined
      }
      empty={{ icon: IconBuilding, title: t('companyPage.emptyTitle'), text: t('companyPage.emptyText') }}
    >
      <CompanyDialog
        opened={list.search.new === true || edited !== null}
        company={edited}
        onClose={() => (edited ? setEdited(null) : list.set({ new: undefined }))}
        onCreated={(id) => navigate({ to: '/companies/$id', params: { id } })}
      />
    </ListPage>
  );
}

function useColumns(): ListColumn<CompanyView>[] {
  const t = useTexts(crmTexts);
  const format = useFormat();
  return [
    {
      title: t('name'),
      sort: 'name',
      render: ({ id, name }) => (
        <RowLink to="/companies/$id" params={{ id }} title={name}>
          {name}
        </RowLink>
      ),
    },
    {
      title: t('country'),
      sort: 'country',
      width: 180,
      from: 'small',
      render: ({ country }) => (country ? format.country(country) : '–'),
    },
    {
      title: t('ourContact'),
      width: 200,
      from: 'medium',
      render: ({ ourContact }) => ourContact?.name ?? '–',
    },
    numberColumn(t('contacts'), ({ contacts }) => contacts, { width: 96 }),
  ];
}
