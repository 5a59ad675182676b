import type { MailingSummary } from '@linkflow/contracts';
import { Menu, Text } from '@mantine/core';
import { IconMail, IconPencil, IconTrash } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useMailings } from '../../api/mailings';
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
import { TimeAgo } from '../../shared/time-ago';
import { CreateMailingDialog, EditMailingDialog } from './mailing-dialogs';
import { mailingTexts } from './mailings.texts';
import { useRemoveMailing } from './use-remove-mailing';

const route = getRouteApi('/shell/mailings');
const DEFAULT_SORT = '-updatedAt';

export function MailingsPage() {
  const t = useTexts(mailingTexts);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useListState(search, (next) => navigate({ search: next, replace: true }));
  useRememberPlace('/mailings', search);
  const query = useMailings(pageQuery(search, DEFAULT_SORT));
  const columns = useColumns();
  const [edited, setEdited] = useState<MailingSummary | null>(null);
  const remove = useRemoveMailing();
  const newButton = <NewButton list={list} label={t('new')} />;
  return (
    <ListPage title={t('title')} primary={newButton} filters={<SearchBox list={list} label={t('search')} />}>
      <Listing
        label={t('title')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(mailing) => mailing.id}
        nameOf={(mailing) => mailing.name}
        rowMenu={(mailing) => (
          <RowMenu name={mailing.name}>
            <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setEdited(mailing)}>
              {t('edit')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => remove(mailing)}
            >
              {t('remove.action')}
            </Menu.Item>
          </RowMenu>
        )}
        empty={
          <EmptyList icon={IconMail} title={t('empty.title')} text={t('empty.text')}>
            {newButton}
          </EmptyList>
        }
      />
      <CreateMailingDialog opened={search.new === true} onClose={() => list.set({ new: undefined })} />
      <EditMailingDialog mailing={edited} onClose={() => setEdited(null)} />
    </ListPage>
  );
}

function useColumns(): ListColumn<MailingSummary>[] {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const format = useFormat();
  return useMemo(() => {
    const number = (
      key: 'recipients' | 'links' | 'clicks' | 'clickers',
      from?: 'small' | 'medium' | 'large',
    ): ListColumn<MailingSummary> => ({
      key,
      title: t(key),
      sort: key === 'links' ? undefined : key,
      startDescending: true,
      width: key === 'recipients' ? 104 : 92,
      align: 'right',
      from,
      render: (mailing) => format.number(mailing[key]),
    });
    return [
      {
        key: 'name',
        title: c('name'),
        sort: 'name',
        narrow: (mailing) => (
          <Text size="xs" c="dimmed" truncate>
            {mailing.subject}
          </Text>
        ),
        render: (mailing) => (
          <RowLink to="/mailings/$mailingId" params={{ mailingId: mailing.id }} title={mailing.name}>
            {mailing.name}
          </RowLink>
        ),
      },
      {
        key: 'subject',
        title: t('subject'),
        sort: 'subject',
        from: 'medium',
        render: (mailing) => <span title={mailing.subject}>{mailing.subject}</span>,
      },
      number('recipients', 'small'),
      number('links', 'large'),
      number('clicks'),
      number('clickers', 'large'),
      {
        key: 'updatedAt',
        title: c('updated'),
        sort: 'updatedAt',
        startDescending: true,
        width: 164,
        from: 'medium',
        render: (mailing) => <TimeAgo at={mailing.updatedAt} />,
      },
    ];
  }, [t, c, format]);
}
