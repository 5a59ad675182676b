import type { DeliveryView } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useLanguage, useText, useTexts } from '../../../i18n';
import { formatUntil } from '../../../i18n/moments';
import { timeColumn } from '../../../shared/list/columns';
import type { ListColumn } from '../../../shared/list/list-table';
import { DeliveryStateName } from './delivery-state';
import { sendingTexts } from './sending.texts';

/** The columns of the list of messages. */
export function useDeliveryColumns(): ListColumn<DeliveryView>[] {
  const t = useTexts(sendingTexts);
  return [
    {
      title: t('deliveries.recipient'),
      narrow: (row) => (
        <>
          <Text size="xs" c="dimmed" truncate>
            {row.email}
          </Text>
          <DeliveryStateName state={row.state} />
          <Explanation row={row} />
        </>
      ),
      render: (row) => row.name || row.email,
    },
    { title: t('deliveries.email'), from: 'medium', render: (row) => row.email },
    {
      title: t('deliveries.state'),
      width: 148,
      from: 'small',
      render: (row) => <DeliveryStateName state={row.state} />,
    },
    {
      title: t('deliveries.reason'),
      from: 'small',
      wraps: true,
      render: (row) => <Explanation row={row} />,
    },
    timeColumn(t('deliveries.at'), (row) => row.at, { from: 'medium' }),
  ];
}

/** Why a message was not delivered, and when it is tried again. */
function Explanation({ row: { reason, state, dueAt } }: { row: DeliveryView }) {
  const t = useTexts(sendingTexts);
  const words = useText();
  const language = useLanguage();
  const next =
    state === 'deferred' && dueAt !== null
      ? t('deliveries.nextAt', { when: formatUntil(language, dueAt, new Date()) })
      : null;
  if (reason === null && next === null) return null;
  return (
    <Text size="xs" c="dimmed" className="lf-numbers" lineClamp={3} style={{ whiteSpace: 'normal' }}>
      {[reason && words(reason), next].filter(Boolean).join('. ')}
    </Text>
  );
}
