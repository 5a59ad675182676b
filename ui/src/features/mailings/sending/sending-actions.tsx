import { ROUTES, type MailingDetail, type SendingView } from '@linkflow/contracts';
import { Button, Group } from '@mantine/core';
import {
  IconCalendarOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconSend,
} from '@tabler/icons-react';
import { useCan } from '../../../api/session';
import { useCommand } from '../../../api/use-route';
import { useLanguage, useTexts } from '../../../i18n';
import { formatUntil } from '../../../i18n/moments';
import { confirmRequest } from '../../../shared/confirm';
import { attempt, toast } from '../../../shared/toast';
import { sendingTexts } from './sending.texts';

interface SendingActionsProps {
  mailing: Pick<MailingDetail, 'id' | 'name'>;
  sending: SendingView;
}

/** What one can do with a sending in its state. Hidden from users who may not send. */
export function SendingActions({ mailing: { id }, sending }: SendingActionsProps) {
  const mayAct = useCan()(ROUTES.sending.pause);
  if (!mayAct) return null;
  switch (sending.state) {
    case 'scheduled':
      return <CancelPlan id={id} scheduledAt={sending.scheduledAt} />;
    case 'sending':
    case 'paused':
      return (
        <Group gap="xs" wrap="nowrap">
          {sending.state === 'sending' ? <Pause id={id} /> : <Resume id={id} />}
          <Stop id={id} sending={sending} />
        </Group>
      );
    case 'stopped':
    case 'finished':
      return <SendToNotReached id={id} sending={sending} />;
    default:
      return null;
  }
}

function Pause({ id }: { id: string }) {
  const t = useTexts(sendingTexts);
  const pause = useCommand(ROUTES.sending.pause);
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlayerPause size={15} aria-hidden />}
      loading={pause.isPending}
      onClick={() => attempt(pause.mutateAsync({ params: { id } }), () => toast(t('act.paused')))}
    >
      {t('act.pause')}
    </Button>
  );
}

function Resume({ id }: { id: string }) {
  const t = useTexts(sendingTexts);
  const resume = useCommand(ROUTES.sending.resume);
  return (
    <Button
      size="xs"
      leftSection={<IconPlayerPlay size={15} aria-hidden />}
      loading={resume.isPending}
      onClick={() => attempt(resume.mutateAsync({ params: { id } }), () => toast(t('act.resumed')))}
    >
      {t('act.resume')}
    </Button>
  );
}

function Stop({ id, sending: { counts } }: { id: string; sending: SendingView }) {
  const t = useTexts(sendingTexts);
  const stop = useCommand(ROUTES.sending.stop);
  const count = counts.queued + counts.deferred;
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlayerStop size={15} aria-hidden />}
      loading={stop.isPending}
      onClick={() =>
        confirmRequest({
          title: t('act.stopTitle'),
          text: t('act.stopText', { count }),
          confirm: t('act.stopNow', { count }),
          request: () => stop.mutateAsync({ params: { id } }),
          done: t('act.stopped'),
        })
      }
    >
      {t('act.stop')}
    </Button>
  );
}

function CancelPlan({ id, scheduledAt }: { id: string; scheduledAt: string | null }) {
  const t = useTexts(sendingTexts);
  const language = useLanguage();
  const cancel = useCommand(ROUTES.sending.cancel);
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconCalendarOff size={15} aria-hidden />}
      loading={cancel.isPending}
      onClick={() =>
        confirmRequest({
          title: t('act.cancelTitle'),
          text: t('act.cancelText', {
            when: scheduledAt === null ? '' : formatUntil(language, scheduledAt, new Date()),
          }),
          confirm: t('act.cancel'),
          dismiss: t('act.keep'),
          request: () => cancel.mutateAsync({ params: { id } }),
          done: t('act.cancelled'),
        })
      }
    >
      {t('act.cancel')}
    </Button>
  );
}

function SendToNotReached({ id, sending: { counts, waiting } }: { id: string; sending: SendingView }) {
  const t = useTexts(sendingTexts);
  const send = useCommand(ROUTES.sending.notReached);
  if (counts.failed + counts.skipped + waiting === 0) return null;
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconSend size={15} aria-hidden />}
      loading={send.isPending}
      onClick={() =>
        confirmRequest({
          title: t('act.notReachedTitle'),
          text: t('act.notReachedText'),
          confirm: t('act.notReached'),
          harmless: true,
          request: () => send.mutateAsync({ params: { id } }),
          done: t('act.goesOn'),
        })
      }
    >
      {t('act.notReached')}
    </Button>
  );
}
