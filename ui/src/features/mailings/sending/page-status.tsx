import { SENDING_STATE_TEXTS, hasStarted, type MailingDetail, type SendingState } from '@linkflow/contracts';
import { Badge, VisuallyHidden } from '@mantine/core';
import { useFormat, useText, useTexts } from '../../../i18n';
import { sendingTexts } from './sending.texts';
import { useMailingCheck, useSending } from './use-sending';

const COLORS: Record<SendingState, string> = {
  scheduled: 'indigo',
  refused: 'red',
  populating: 'indigo',
  sending: 'indigo',
  paused: 'yellow',
  stopped: 'gray',
  finished: 'teal',
};

/** Whether a mailing is a draft, is being sent or was sent. Shown beside its name. */
export function SendingBadge({ mailing }: { mailing: Pick<MailingDetail, 'id'> }) {
  const t = useTexts(sendingTexts);
  const words = useText();
  const { data } = useSending(mailing.id);
  if (!data) return null;
  const { state } = data;
  return (
    <Badge variant="light" size="sm" tt="none" color={state === null ? 'gray' : COLORS[state]}>
      {state === null ? t('draft') : words(SENDING_STATE_TEXTS[state])}
    </Badge>
  );
}

/** The number of errors that prevent the sending, beside the name of the send tab. */
export function ErrorCount({ mailing }: { mailing: Pick<MailingDetail, 'id' | 'revision'> }) {
  const t = useTexts(sendingTexts);
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
