import type { BulkView } from '@linkflow/contracts';
import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconEye } from '@tabler/icons-react';
import { useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/text-link';
import { bulkPageTexts } from './bulk-page.texts';
import { tallyOf } from './bulk-tally';

/** What the counts mean, and what one can do now. */
export function BulkVerdict({ bulk }: { bulk: BulkView }) {
  const t = useTexts(bulkPageTexts);
  const { good, bad, working } = tallyOf(bulk);
  if (bulk.state === 'canary' || bulk.state === 'rest' || good + bad + working === 0) return null;
  const checking = bulk.state === 'checking';
  if (working > 0) {
    return checking ? (
      <Alert color="indigo" variant="light" p="sm" icon={<IconEye size={18} />} role="status">
        {t('working')}
      </Alert>
    ) : null;
  }
  if (bad > 0) {
    return (
      <Alert color="red" variant="light" p="sm" icon={<IconAlertTriangle size={18} />} role="status">
        <Text size="sm">
          {t(checking ? 'badly' : 'someBadly', { count: bad })}{' '}
          <TextLink to="/runs" search={{ bulk: bulk.id, status: 'failed,needs-review' }}>
            {t('lookAt')}
          </TextLink>
        </Text>
      </Alert>
    );
  }
  return (
    <Alert color="teal" variant="light" p="sm" icon={<IconCheck size={18} />} role="status">
      {checking ? t('well', { count: good }) : t('allWell')}
    </Alert>
  );
}
