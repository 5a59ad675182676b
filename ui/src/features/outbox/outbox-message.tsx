import { ROUTES, requestUrl, type OutboxItem } from '@linkflow/contracts';
import { Badge, Button, Code, Group, ScrollArea, Skeleton, Stack, Table, Tabs, Text } from '@mantine/core';
import { IconMailOpened } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { Dialog } from '../../shared/dialog';
import { LoadFailure } from '../../shared/load-failure';
import { useLastValue } from '../../shared/record-drawer';
import { usePhone } from '../../shared/use-phone';
import { mailingTexts } from '../mailings/mailings.texts';
import { OpenAsRecipientDialog } from '../mailings/open-as-recipient';
import classes from './outbox.module.css';
import { outboxTexts } from './outbox.texts';

interface OutboxMessageDialogProps {
  /** Null closes the dialog. */
  messageId: string | null;
  onClose: () => void;
}

/** A message of the outbox as its recipient got it. */
export function OutboxMessageDialog({ messageId, onClose }: OutboxMessageDialogProps) {
  return (
    <MessageDialog of={messageId} onClose={onClose}>
      {(id) => <Message messageId={id} />}
    </MessageDialog>
  );
}

interface RecipientOutboxDialogProps {
  recipientId: string | null;
  opened: boolean;
  onClose: () => void;
}

/** The latest message to a recipient in the outbox. */
export function RecipientOutboxDialog({ recipientId, opened, onClose }: RecipientOutboxDialogProps) {
  return (
    <MessageDialog of={opened ? recipientId : null} onClose={onClose}>
      {(id) => <LatestMessage recipientId={id} />}
    </MessageDialog>
  );
}

interface MessageDialogProps {
  /** Id of the message or of its recipient. Null closes the dialog. */
  of: string | null;
  onClose: () => void;
  children: (id: string) => ReactNode;
}

function MessageDialog({ of, onClose, children }: MessageDialogProps) {
  const t = useTexts(outboxTexts);
  const isPhone = usePhone();
  const shown = useLastValue(of);
  return (
    <Dialog opened={of !== null} onClose={onClose} size="xl" fullScreen={isPhone} title={t('message')}>
      {shown && children(shown)}
    </Dialog>
  );
}

function LatestMessage({ recipientId }: { recipientId: string }) {
  const t = useTexts(outboxTexts);
  const query = useRoute(ROUTES.outbox.list, { query: { recipientId, pageSize: 1 } });
  if (query.error) return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton h={420} />;
  const [latest] = query.data.items;
  return latest ? <Message messageId={latest.id} /> : <Text size="sm">{t('gone')}</Text>;
}

function Message({ messageId }: { messageId: string }) {
  const t = useTexts(outboxTexts);
  const m = useTexts(mailingTexts);
  const [opening, setOpening] = useState(false);
  const query = useRoute(ROUTES.outbox.get, { params: { id: messageId } });
  if (query.error) return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton h={420} />;
  const { data } = query;
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="flex-start">
        <Envelope message={data} />
        <Button
          size="xs"
          variant="default"
          flex="none"
          leftSection={<IconMailOpened size={15} aria-hidden />}
          onClick={() => setOpening(true)}
        >
          {m('recipient.open')}
        </Button>
      </Group>
      <Tabs defaultValue="html" keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          <Tabs.Tab value="html">{t('html')}</Tabs.Tab>
          <Tabs.Tab value="text">{t('text')}</Tabs.Tab>
          <Tabs.Tab value="headers">{t('headers')}</Tabs.Tab>
          <Tabs.Tab value="source">{t('source')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="html" pt="xs">
          <Text size="xs" c="dimmed" mb={6}>
            {data.test ? t('linksOfTest') : t('links', { to: data.to })}
          </Text>
          {/* The policy of the page forbids scripts, too. A link opens in a new tab, which is not in the sandbox. */}
          <iframe
            className={classes.page}
            title={data.subject}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            src={requestUrl(ROUTES.outbox.html, { params: { id: messageId } })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="text" pt="xs">
          <Written label={t('text')} text={data.text} />
        </Tabs.Panel>
        <Tabs.Panel value="headers" pt="xs">
          <Headers headers={data.headers} />
        </Tabs.Panel>
        <Tabs.Panel value="source" pt="xs">
          <Written label={t('source')} text={data.source} />
        </Tabs.Panel>
      </Tabs>
      <OpenAsRecipientDialog
        opened={opening}
        mailingId={data.mailingId}
        recipient={opening ? { id: data.recipientId, name: data.to, isTest: data.test } : null}
        onClose={() => setOpening(false)}
      />
    </Stack>
  );
}

function Envelope({ message: { subject, from, to, test } }: { message: OutboxItem }) {
  const t = useTexts(outboxTexts);
  return (
    <div className={classes.envelope}>
      <Text size="sm" fw={500}>
        {subject}
      </Text>
      {test && <Badge variant="default">{t('test')}</Badge>}
      <Text size="sm" c="dimmed">
        {t('from')}: {from}
      </Text>
      <Text size="sm" c="dimmed">
        {t('to')}: {to}
      </Text>
    </div>
  );
}

function Headers({ headers }: { headers: readonly { name: string; value: string }[] }) {
  const t = useTexts(outboxTexts);
  return (
    <ScrollArea h="60vh" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('headers') }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('name')}</Table.Th>
            <Table.Th>{t('value')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {/* The same header may occur several times. */}
          {headers.map(({ name, value }, index) => (
            <Table.Tr key={index}>
              <Table.Td className={classes.header}>{name}</Table.Td>
              <Table.Td className={classes.value}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function Written({ label, text }: { label: string; text: string }) {
  return (
    <ScrollArea h="60vh" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': label }}>
      <Code block>{text}</Code>
    </ScrollArea>
  );
}
