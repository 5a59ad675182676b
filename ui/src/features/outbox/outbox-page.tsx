import { ROUTES, type OutboxItem } from '@linkflow/contracts';
import { Badge, Button, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { RowButton } from '../../shared/anchors';
import { timeColumn } from '../../shared/list/columns';
import { RefFilter } from '../../shared/list/filters';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { OutboxMessageDialog } from './outbox-message';
import { outboxTexts } from './outbox.texts';

/** The API lists the latest messages first, and has no other order. */
const DEFAULT_SORT = '';

/** The messages that were kept instead of being sent, because there is no mail server. */
export function OutboxPage() {
  const t = useTexts(outboxTexts);
  const list = useList('/shell/outbox');
  const { message, mailingId, recipientId } = list.search;
  const query = useRoute(ROUTES.outbox.list, {
    query: { ...pageQuery(list.search, DEFAULT_SORT), mailingId, recipientId },
  });
  const columns: ListColumn<OutboxItem>[] = [
    {
      title: t('subject'),
      narrow: (item) => (
        <Text size="xs" c="dimmed" truncate>
          {item.to}
        </Text>
      ),
      render: (item) => (
        <>
          <RowButton
            title={item.subject}
            onClick={() => list.set({ message: item.id, page: list.search.page })}
          >
            {item.subject}
          </RowButton>
          {item.test && (
            <Badge variant="default" ml={8}>
              {t('test')}
            </Badge>
          )}
        </>
      ),
    },
    { title: t('to'), from: 'small', render: (item) => item.to },
    timeColumn(t('at'), (item) => item.at, { from: 'small' }),
  ];
  return (
    <ListPage
      title={t('title')}
      search={t('search')}
      filters={
        <>
          <RefFilter list={list} name="mailingId" kind="mailing" label={t('mailing')} any={t('anyMailing')} />
          {recipientId && (
            <Button size="xs" variant="light" onClick={() => list.set({ recipientId: undefined })}>
              {t('showAll')}
            </Button>
          )}
        </>
      }
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(item) => item.id}
      nameOf={(item) => item.subject}
      empty={{ icon: IconMail, title: t('empty'), text: t('emptyText') }}
    >
      <OutboxMessageDialog
        messageId={message ?? null}
        onClose={() => list.set({ message: undefined, page: list.search.page })}
      />
    </ListPage>
  );
}
