import { hasStarted, type MailingDetail } from '@linkflow/contracts';
import { Badge, VisuallyHidden } from '@mantine/core';
import { useFormat, useTexts } from '../../../i18n';
import { mailingTexts } from '../mailings.texts';
import { StateBadge } from '../state-badge';
import { useMailingCheck, useSending } from './use-sending';

/** The state of a mailing beside its name; it changes while the mailing is sent. */
export function SendingBadge({ mailing }: { mailing: Pick<MailingDetail, 'id'> }) {
  const { data } = useSending(mailing.id);
  return data && <StateBadge state={data.state} openForWorkflows={data.openForWorkflows} />;
}

/** The number of errors that prevent the sending, beside the name of the send tab. */
export function ErrorCount({ mailing }: { mailing: Pick<MailingDetail, 'id' | 'revision'> }) {
  const t = useTexts(mailingTexts);
  const format = useFormat();
  const sending = useSending(mailing.id);
  const { data } = useMailingCheck(mailing, sending.data !== undefined && !hasStarted(sending.data.state));
  const errors = data?.findings.filter(({ severity }) => severity === 'error').length ?? 0;
  if (errors === 0 || hasStarted(sending.data?.state)) return null;
  return (
    <Badge variant="filled" color="red" size="xs" className="lf-numbers">
      {format.number(errors)} <VisuallyHidden>{t('errors', { count: errors })}</VisuallyHidden>
    </Badge>
  );
}
