import { ROUTES, type MailingDetail, type SendingView } from '@linkflow/contracts';
import { Button, Group } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCalendarOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRoute,
  IconRouteOff,
  IconSend,
  type Icon,
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
    case 'refused':
      return <BackToDraft id={id} />;
    case 'sending':
    case 'paused':
      return (
        <Group gap="xs" wrap="nowrap">
          {sending.state === 'sending' ? <Pause id={id} /> : <Resume id={id} />}
          {sending.openForWorkflows && <CloseForWorkflows id={id} />}
          <Stop id={id} sending={sending} />
        </Group>
      );
    case 'stopped':
    case 'finished':
      return (
        <Group gap="xs">
          <OpenForWorkflows id={id} />
          <SendToNotReached id={id} sending={sending} />
        </Group>
      );
    default:
      return null;
  }
}

interface ActProps {
  icon: Icon;
  label: string;
  busy: boolean;
  primary?: boolean;
  onClick: () => void;
}

function Act({ icon: ActIcon, label, busy, primary = false, onClick }: ActProps) {
  return (
    <Button
      size="xs"
      variant={primary ? 'filled' : 'default'}
      leftSection={<ActIcon size={15} aria-hidden />}
      loading={busy}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}

function Pause({ id }: { id: string }) {
  const t = useTexts(sendingTexts);
  const pause = useCommand(ROUTES.sending.pause);
  return (
    <Act
      icon={IconPlayerPause}
      label={t('act.pause')}
      busy={pause.isPending}
      onClick={() => attempt(pause.mutateAsync({ params: { id } }), () => toast(t('act.paused')))}
    />
  );
}

function Resume({ id }: { id: string }) {
  const t = useTexts(sendingTexts);
  const resume = useCommand(ROUTES.sending.resume);
  return (
    <Act
      icon={IconPlayerPlay}
      label={t('act.resume')}
      busy={resume.isPending}
      primary
      onClick={() => attempt(resume.mutateAsync({ params: { id } }), () => toast(t('act.resumed')))}
    />
  );
}

function Stop({ id, sending: { counts } }: { id: string; sending: SendingView }) {
  const t = useTexts(sendingTexts);
  const stop = useCommand(ROUTES.sending.stop);
  const count = counts.queued + counts.deferred;
  return (
    <Act
      icon={IconPlayerStop}
      label={t('act.stop')}
      busy={stop.isPending}
      onClick={() =>
        confirmRequest({
          title: t('act.stopTitle'),
          text: t('act.stopText', { count }),
          confirm: t('act.stopNow', { count }),
          request: () => stop.mutateAsync({ params: { id } }),
          done: t('act.stopped'),
        })
      }
    />
  );
}

function OpenForWorkflows({ id }: { id: string }) {
  const t = useTexts(sendingTexts);
  const open = useCommand(ROUTES.sending.open);
  return (
    <Act
      icon={IconRoute}
      label={t('act.open')}
      busy={open.isPending}
      onClick={() =>
        confirmRequest({
          title: t('act.openTitle'),
          text: t('act.openText'),
          confirm: t('act.open'),
          harmless: true,
          request: () => open.mutateAsync({ params: { id } }),
          done: t('act.opened'),
        })
      }
    />
  );
}

function CloseForWorkflows({ id }: { id: string }) {
  const t = useTexts(sendingTexts);
  const close = useCommand(ROUTES.sending.close);
  return (
    <Act
      icon={IconRouteOff}
      label={t('act.close')}
      busy={close.isPending}
      onClick={() =>
        confirmRequest({
          title: t('act.closeTitle'),
          text: t('act.closeText'),
          confirm: t('act.close'),
          request: () => close.mutateAsync({ params: { id } }),
          done: t('act.closed'),
        })
      }
    />
  );
}

function CancelPlan({ id, scheduledAt }: { id: string; scheduledAt: string | null }) {
  const t = useTexts(sendingTexts);
  const language = useLanguage();
  const cancel = useCommand(ROUTES.sending.cancel);
  return (
    <Act
      icon={IconCalendarOff}
      label={t('act.cancel')}
      busy={cancel.isPending}
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
    />
  );
}

function BackToDraft({ id }: { id: string }) {
  const t = useTexts(sendingTexts);
  const cancel = useCommand(ROUTES.sending.cancel);
  return (
    <Act
      icon={IconArrowBackUp}
      label={t('act.toDraft')}
      busy={cancel.isPending}
      onClick={() => attempt(cancel.mutateAsync({ params: { id } }), () => toast(t('act.isDraft')))}
    />
  );
}

function SendToNotReached({ id, sending: { counts, waiting } }: { id: string; sending: SendingView }) {
  const t = useTexts(sendingTexts);
  const send = useCommand(ROUTES.sending.notReached);
  const { failed, skipped, queued, deferred } = counts;
  // Some still wait if the server was interrupted when the mailing was sent again.
  if (failed + skipped + queued + deferred + waiting === 0) return null;
  return (
    <Act
      icon={IconSend}
      label={t('act.notReached')}
      busy={send.isPending}
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
    />
  );
}
