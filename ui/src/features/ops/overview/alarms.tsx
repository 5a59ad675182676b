import type { OpsOverview } from '@linkflow/contracts';
import { Alert, Stack } from '@mantine/core';
import { IconAlertTriangle, IconRefreshAlert } from '@tabler/icons-react';
import { useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/text-link';
import { opsTexts } from '../ops.texts';
import { PausesInForce } from '../pauses/pauses-in-force';
import classes from './overview.module.css';

/** What is wrong now, or stands still because somebody wants it to. Nothing at all on a calm day. */
export function Alarms({ overview: { stores, retrying } }: { overview: OpsOverview }) {
  const t = useTexts(opsTexts);
  return (
    <Stack gap={8} className={classes.alarms}>
      {!stores.mongo && (
        <Alert
          color="red"
          variant="light"
          p="sm"
          icon={<IconAlertTriangle size={18} />}
          title={t('overview.mongoAway')}
        >
          {t('overview.mongoAwayText')}
        </Alert>
      )}
      {!stores.redis && (
        <Alert
          color="red"
          variant="light"
          p="sm"
          icon={<IconAlertTriangle size={18} />}
          title={t('overview.redisAway')}
        >
          {t('overview.redisAwayText')}
        </Alert>
      )}
      {retrying.storm && (
        <Alert
          color="red"
          variant="light"
          p="sm"
          icon={<IconRefreshAlert size={18} />}
          title={t('overview.storm')}
        >
          {t('overview.stormText', { count: retrying.runs })}{' '}
          <TextLink to="/runs" search={{ status: 'retrying' }}>
            {t('overview.showThem')}
          </TextLink>
        </Alert>
      )}
      <PausesInForce />
    </Stack>
  );
}
