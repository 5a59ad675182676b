import { ROUTES, requestUrl, type OutboxItem } from '@linkflow/contracts';
import {
  Button,
  Code,
  Group,
  ScrollArea,
  Skeleton,
  Stack,
  Table,
  Tabs,
  Text,
  UnstyledButton,
} from '@mantine/core';
import { IconMail, IconMailOpened } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { routeQuery, useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { Dialog } from '../../shared/dialog';
import { timeColumn } from '../../shared/list/columns';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { LoadFailure } from '../../shared/load-failure';
import { OpenAsRecipientDialog } from '../mailings/recipient-message';
import { outboxTexts } from './outbox.texts';

const DEFAULT_SORT = '';

/** The messages that were kept instead of being sent, because there is no mail server. */
export function OutboxPage() {
  const t = useTexts(outboxTexts);
  const list = useList('/shell/outbox');
  const query = useRoute(ROUTES.outbox.list, { query: pageQuery(list.search, DEFAULT_SORT) });
  const [shown, setShown] = useState<OutboxItem | null>(null);
  const [opened, setOpened] = useState<OutboxItem | null>(null);
  const columns: ListColumn<OutboxItem>[] = [
    {
      title: t('subject'),
      narrow: (item) => (
        <Text size="xs" c="dimmed" truncate>
          {item.to}
        </Text>
      ),
      render: (item) => <UnstyledButton onClick={() => setShown(item)}>{item.subject}</UnstyledButton>,
    },
    { title: t('to'), from: 'small', render: (item) => item.to },
    timeColumn(t('at'), (item) => item.at, { width: 164, from: 'small' }),
  ];
  return (
    <ListPage
      title={t('title')}
      search={t('search')}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(item) => item.id}
      nameOf={(item) => item.subject}
      empty={{ icon: IconMail, title: t('empty'), text: t('emptyText') }}
    >
      <Dialog opened={shown !== null} onClose={() => setShown(null)} size="xl" title={shown?.subject ?? ''}>
        {shown && <Message item={shown} onOpen={() => setOpened(shown)} />}
      </Dialog>
      <OpenAsRecipientDialog
        mailingId={opened?.mailingId ?? ''}
        recipient={opened && { id: opened.recipientId, name: opened.to }}
        onClose={() => setOpened(null)}
      />
    </ListPage>
  );
}

function Message({ item, onOpen }: { item: OutboxItem; onOpen: () => void }) {
  const t = useTexts(outboxTexts);
  const query = useQuery(routeQuery(ROUTES.outbox.get, { params: { id: item.id } }));
  if (query.error) return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton h={420} />;
  const { headers, text, source } = query.data;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm">
          {t('to')}: {item.to}
        </Text>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconMailOpened size={15} aria-hidden />}
          onClick={onOpen}
        >
          {t('open')}
        </Button>
      </Group>
      <Tabs defaultValue="html" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="html">{t('html')}</Tabs.Tab>
          <Tabs.Tab value="text">{t('text')}</Tabs.Tab>
          <Tabs.Tab value="headers">{t('headers')}</Tabs.Tab>
          <Tabs.Tab value="source">{t('source')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="html" pt="xs">
          {/* The page itself is sandboxed by its policy too. */}
          <iframe
            title={item.subject}
            sandbox=""
            src={requestUrl(ROUTES.outbox.html, { params: { id: item.id } })}
            style={{ width: '100%', height: '60vh', border: 0, background: '#fff' }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="text" pt="xs">
          <Written text={text} />
        </Tabs.Panel>
        <Tabs.Panel value="headers" pt="xs">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('name')}</Table.Th>
                <Table.Th>{t('value')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {headers.map(({ name, value }) => (
                <Table.Tr key={name}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Tabs.Panel>
        <Tabs.Panel value="source" pt="xs">
          <Written text={source} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function Written({ text }: { text: string }) {
  return (
    <ScrollArea h="60vh" tabIndex={0}>
      <Code block>{text}</Code>
    </ScrollArea>
  );
}
