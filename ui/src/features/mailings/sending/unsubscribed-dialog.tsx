import { ROUTES, type UnsubscribedView } from '@linkflow/contracts';
import { Skeleton, Table, Text } from '@mantine/core';
import { useRoute } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { Dialog } from '../../../shared/dialog';
import { LoadFailure } from '../../../shared/load-failure';
import { TimeAgo } from '../../../shared/time-ago';
import { usePhone } from '../../../shared/use-phone';
import { crmTexts } from '../../contacts/crm.texts';
import { sendingTexts } from './sending.texts';

/** Rows of the list. More are counted. */
const SHOWN = 200;

interface UnsubscribedDialogProps {
  mailingId: string;
  /** Leaves out those who reported the mailing as spam. */
  withoutComplaints?: boolean;
  opened: boolean;
  onClose: () => void;
}

/** Who unsubscribed by a mailing: from what, how and when. */
export function UnsubscribedDialog({ opened, onClose, ...list }: UnsubscribedDialogProps) {
  const t = useTexts(sendingTexts);
  const isPhone = usePhone();
  return (
    <Dialog opened={opened} onClose={onClose} size="xl" fullScreen={isPhone} title={t('unsubscribed.title')}>
      {opened && <UnsubscribedList {...list} />}
    </Dialog>
  );
}

function UnsubscribedList({
  mailingId,
  withoutComplaints = false,
}: Pick<UnsubscribedDialogProps, 'mailingId' | 'withoutComplaints'>) {
  const t = useTexts(sendingTexts);
  const query = useRoute(ROUTES.sending.unsubscribed, {
    params: { id: mailingId },
    query: { pageSize: SHOWN, ...(withoutComplaints && { complaints: 'false' as const }) },
  });
  if (query.error) return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={160} />;
  const { items, total } = query.data;
  if (items.length === 0) return <Text size="sm">{t('unsubscribed.none')}</Text>;
  return (
    <>
      {total > items.length && (
        <Text size="sm" mb="xs">
          {t('unsubscribed.more', { shown: items.length, count: total })}
        </Text>
      )}
      <Table.ScrollContainer minWidth={560} type="native">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('deliveries.recipient')}</Table.Th>
              <Table.Th>{t('unsubscribed.from')}</Table.Th>
              <Table.Th>{t('unsubscribed.how')}</Table.Th>
              <Table.Th>{t('unsubscribed.at')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Row key={`${item.recipientId} ${item.from}`} item={item} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

function Row({ item: { name, email, contactId, from, source, at } }: { item: UnsubscribedView }) {
  const t = useTexts(sendingTexts);
  const crm = useTexts(crmTexts);
  return (
    <Table.Tr>
      <Table.Td>
        {contactId === null ? (
          name || email
        ) : (
          <TextLink to="/contacts/$id" params={{ id: contactId }}>
            {name || email}
          </TextLink>
        )}
        {name !== '' && name !== email && (
          <Text size="xs" c="dimmed">
            {email}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{t(`unsubscribed.${from}`)}</Table.Td>
      <Table.Td>{crm(`source.mail-${source}`)}</Table.Td>
      <Table.Td>
        <TimeAgo at={at} />
      </Table.Td>
    </Table.Tr>
  );
}
