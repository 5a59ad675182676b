import { ROUTES, type MailingSummary } from '@linkflow/contracts';
import { Menu, Text } from '@mantine/core';
import { IconMail, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink } from '../../shared/anchors';
import { numberColumn, timeColumn } from '../../shared/list/columns';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction } from '../../shared/menu';
import { CreateMailingDialog, EditMailingDialog, useRemoveMailing } from './mailing-actions';
import { MergedText } from '../../shared/merge-text/merged-text';
import { mailingTexts } from './mailings.texts';

const DEFAULT_SORT = '-updatedAt';

export function MailingsPage() {
  const t = useTexts(mailingTexts);
  const list = useList('/shell/mailings');
  const query = useRoute(ROUTES.mailings.list, { query: pageQuery(list.search, DEFAULT_SORT) });
  const columns = useColumns();
  const [edited, setEdited] = useState<MailingSummary | null>(null);
  const remove = useRemoveMailing();
  const mayEdit = useCan()(ROUTES.mailings.update);
  return (
    <ListPage
      title={t('title')}
      create={t('new')}
      creates={ROUTES.mailings.create}
      search={t('search')}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(mailing) => mailing.id}
      nameOf={(mailing) => mailing.name}
      menu={
        mayEdit
          ? (mailing) => (
              <>
                <MenuAction icon={IconPencil} onClick={() => setEdited(mailing)}>
                  {t('edit')}
                </MenuAction>
                <Menu.Divider />
                <MenuAction danger icon={IconTrash} onClick={() => remove(mailing)}>
                  {t('remove.action')}
                </MenuAction>
              </>
            )
          : undefined
      }
      empty={{ icon: IconMail, title: t('empty.title'), text: t('empty.text') }}
    >
      <CreateMailingDialog opened={list.search.new === true} onClose={() => list.set({ new: undefined })} />
      <EditMailingDialog mailing={edited} onClose={() => setEdited(null)} />
    </ListPage>
  );
}

function useColumns(): ListColumn<MailingSummary>[] {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const number = (key: 'recipients' | 'links' | 'clicks' | 'clickers', from?: 'small' | 'large') =>
    numberColumn<MailingSummary>(t(key), (mailing) => mailing[key], {
      sort: key === 'links' ? undefined : key,
      width: key === 'recipients' ? 104 : 92,
      from,
    });
  return [
    {
      title: c('name'),
      sort: 'name',
      narrow: (mailing) => (
        <Text size="xs" c="dimmed" truncate>
          <MergedText text={mailing.subject} />
        </Text>
      ),
      render: (mailing) => (
        <RowLink to="/mailings/$mailingId" params={{ mailingId: mailing.id }} title={mailing.name}>
          {mailing.name}
        </RowLink>
      ),
    },
    {
      title: t('subject'),
      sort: 'subject',
      from: 'medium',
      render: (mailing) => <MergedText text={mailing.subject} />,
    },
    number('recipients', 'small'),
    number('links', 'large'),
    number('clicks'),
    number('clickers', 'large'),
    timeColumn(c('updated'), (mailing) => mailing.updatedAt, {
      sort: 'updatedAt',
      width: 164,
      from: 'medium',
    }),
  ];
}
