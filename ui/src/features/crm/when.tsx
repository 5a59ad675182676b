import type { FollowUpView } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useFormat, useTexts } from '../../i18n';
import { useNow } from '../../shared/time-ago';
import { crmTexts } from './crm.texts';

/** A to-do is due on a day, a meeting starts at a time. An open to-do whose day has passed says so. */
export function When({ followUp }: { followUp: Pick<FollowUpView, 'kind' | 'startsAt' | 'status'> }) {
  const t = useTexts(crmTexts);
  const format = useFormat();
  const now = useNow();
  if (followUp.kind === 'meeting') {
    return <time dateTime={followUp.startsAt}>{format.dateTime(followUp.startsAt)}</time>;
  }
  const date = new Date(followUp.startsAt);
  const endOfDay = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
  const overdue = followUp.status !== 'done' && endOfDay < now;
  return (
    <>
      <time dateTime={followUp.startsAt}>{t('followUps.due', { date: format.date(followUp.startsAt) })}</time>
      {overdue && (
        <Text span inherit c="red">
          {' '}
          ({t('followUps.overdue').toLowerCase()})
        </Text>
      )}
    </>
  );
}
