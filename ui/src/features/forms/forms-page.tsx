import { ROUTES, type FormSummary } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { IconForms } from '@tabler/icons-react';
import { useLiveEvents } from '../../api/live';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink } from '../../shared/anchors';
import { lazyDialog } from '../../shared/lazy-parts';
import { numberColumn, timeColumn } from '../../shared/list/columns';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { FormBadges } from './form-badges';
import { formTexts } from './forms.texts';

const DEFAULT_SORT = '-updatedAt';
const CreateFormDialog = lazyDialog(async () => (await import('./create-form')).CreateFormDialog);

/** The list of forms. */
export function FormsPage() {
  const t = useTexts(formTexts);
  const list = useList('/shell/forms');
  const query = useRoute(ROUTES.forms.list, { query: pageQuery(list.search, DEFAULT_SORT) });
  const read = () => void query.refetch();
  useLiveEvents(['forms'], read, read);
  const columns = useColumns();
  return (
    <ListPage
      title={t('title')}
      create={t('new')}
      creates={ROUTES.forms.create}
      search={t('search')}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(form) => form.id}
      nameOf={(form) => form.name}
      empty={{ icon: IconForms, title: t('empty.title'), text: t('empty.text') }}
    >
      <CreateFormDialog opened={list.search.new === true} onClose={() => list.set({ new: undefined })} />
    </ListPage>
  );
}

function useColumns(): ListColumn<FormSummary>[] {
  const t = useTexts(formTexts);
  const c = useTexts(common);
  return [
    {
      title: c('name'),
      sort: 'name',
      narrow: (form) => <FormBadges form={form} />,
      render: (form) => (
        <>
          <RowLink to="/forms/$formId" params={{ formId: form.id }} title={form.name}>
            {form.name}
          </RowLink>
          {form.held > 0 && (
            <Text size="xs" c="orange">
              {t('held', { count: form.held })}
            </Text>
          )}
        </>
      ),
    },
    {
      title: t('state'),
      width: 270,
      from: 'medium',
      render: (form) => <FormBadges form={form} />,
    },
    numberColumn(t('submissions'), (form) => form.submissions, { width: 120, from: 'small' }),
    timeColumn(c('updated'), (form) => form.updatedAt, { sort: 'updatedAt', width: 164, from: 'medium' }),
  ];
}
