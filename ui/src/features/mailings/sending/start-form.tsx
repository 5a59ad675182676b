import {
  ROUTES,
  isAboutNoRecipients,
  type MailingCheck,
  type MailingDetail,
  type SendingView,
} from '@linkflow/contracts';
import { Button, Checkbox, Radio, Skeleton, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { routeKey, useCommand, useRoute } from '../../../api/use-route';
import { currentTimeZone, toWallClock, useLanguage, useTexts } from '../../../i18n';
import { formatTimeZone, formatUntil } from '../../../i18n/moments';
import { confirmDanger } from '../../../shared/confirm';
import { lazyPart } from '../../../shared/lazy-parts';
import { useNow } from '../../../shared/time-ago';
import { toast, toastError } from '../../../shared/toast';
import { UpdateAtSending } from '../update-at-sending';
import { panelTexts } from './panel.texts';
import classes from './send.module.css';

/** The field of the moment. Most mailings are sent at once. */
const FieldValueInput = lazyPart(
  async () => (await import('../../../shared/field-value-input')).FieldValueInput,
  <Skeleton height={36} />,
);

export interface StartFormProps {
  mailing: MailingDetail;
  /** Undefined while the mailing is being checked. */
  check: MailingCheck | undefined;
  /** True if the check could not be made. */
  isCheckMissing: boolean;
  sending: SendingView;
  /** True if the content has changes that are not saved. */
  dirty: boolean;
}

/** Starts the sending now or at a time. The button names the number of recipients; while it is disabled, a sentence says why. */
export function StartForm({ mailing, check, isCheckMissing, sending, dirty }: StartFormProps) {
  const t = useTexts(panelTexts);
  const language = useLanguage();
  const client = useQueryClient();
  const reasonId = useId();
  const now = useNow();
  const start = useCommand(ROUTES.sending.start);
  const audience = useRoute(ROUTES.audience.get, { params: { id: mailing.id } });
  const isPlanned = sending.state === 'scheduled';
  const [isLater, setLater] = useState(isPlanned);
  // The time of a mailing that was refused has passed.
  const [moment, setMoment] = useState(isPlanned ? sending.scheduledAt : null);
  const [isOpen, setOpen] = useState(sending.openForWorkflows);
  const errors =
    check?.findings.filter(
      ({ severity, code }) => severity === 'error' && !(isOpen && isAboutNoRecipients(code)),
    ).length ?? 0;
  const blocked = (): string | null => {
    if (dirty) return t('blocked.unsaved');
    if (!check) return t(isCheckMissing ? 'blocked.failed' : 'blocked.checking');
    if (errors > 0) return t('blocked.errors', { count: errors });
    if (check.revision !== mailing.revision) return t('blocked.checking');
    if (isLater && moment === null) return t('blocked.moment');
    if (isLater && moment !== null && Date.parse(moment) <= now) return t('blocked.past');
    return null;
  };
  const reason = blocked();
  const count = check?.recipients.ready ?? 0;
  const at = isLater ? moment : null;
  const opensOnly = isOpen && count === 0;
  const labelForNobody = t(isOpen ? 'start.open' : 'start.nobody');
  const label = count === 0 ? labelForNobody : t(isLater ? 'start.plan' : 'start.send', { count });
  const ask = ({ revision, sender }: MailingCheck) => {
    const when = at === null ? '' : formatUntil(language, at, new Date());
    const text = t('start.text', { subject: mailing.subject, sender: sender.from?.address ?? '' });
    const title = at === null ? t('start.sendTitle', { count }) : t('start.planTitle', { count, when });
    const done = opensOnly ? 'start.opened' : 'start.started';
    confirmDanger({
      title: opensOnly ? t('start.openTitle') : title,
      text: sending.transport === 'outbox' ? `${text} ${t('start.outbox')}` : text,
      confirm: label,
      danger: false,
      onConfirm: () => {
        const body = { revision, at: at === null ? null : localMoment(at), openForWorkflows: isOpen };
        start.mutateAsync({ params: { id: mailing.id }, body }).then(
          () => toast(t(at === null ? done : 'start.planned')),
          (error: unknown) => {
            toastError(error);
            // The reason is a change that this page does not show yet.
            void client.invalidateQueries({
              queryKey: routeKey(ROUTES.mailings.get, { params: { id: mailing.id } }),
            });
          },
        );
      },
    });
  };
  const title = t(isPlanned ? 'when.change' : 'when.title');
  return (
    <>
      <section className={classes.part} aria-label={title}>
        <Radio.Group
          label={title}
          value={isLater ? 'later' : 'now'}
          onChange={(value) => setLater(value === 'later')}
        >
          <Stack gap={8} mt={8}>
            <Radio value="now" label={t('when.now')} />
            <Radio value="later" label={t('when.later')} />
          </Stack>
        </Radio.Group>
        {isLater && (
          <div className={classes.moment}>
            <FieldValueInput
              field={{ type: 'date-time' }}
              aria-label={t('when.moment')}
              value={moment}
              onChange={(value) => setMoment(typeof value === 'string' ? value : null)}
            />
            <Text size="xs" c="dimmed" mt={4}>
              {formatTimeZone(language)}
            </Text>
          </div>
        )}
        <UpdateAtSending mailingId={mailing.id} audience={audience.data} mt="sm" />
        <Checkbox
          mt="sm"
          label={t('when.open')}
          description={t('when.openHelp')}
          checked={isOpen}
          onChange={(event) => setOpen(event.currentTarget.checked)}
        />
      </section>
      <div className={classes.start}>
        <Button
          fullWidth
          leftSection={<IconSend size={16} aria-hidden />}
          // Stays focusable, so that people who go by the keyboard find it and are told the reason.
          data-disabled={reason !== null || undefined}
          aria-disabled={reason !== null}
          loading={start.isPending}
          aria-describedby={reason === null ? undefined : reasonId}
          onClick={() => check && reason === null && ask(check)}
        >
          {label}
        </Button>
        <Text
          id={reasonId}
          size="sm"
          mt={6}
          ta="center"
          role="status"
          c={errors > 0 ? 'var(--mantine-color-red-text)' : 'dimmed'}
        >
          {reason}
        </Text>
      </div>
    </>
  );
}

/** The day and time that the wall clock of the organisation shows at an instant. */
function localMoment(instant: string): { day: string; time: string } {
  const [day = '', clock = ''] = toWallClock(instant, currentTimeZone()).split(' ');
  return { day, time: clock.slice(0, 5) };
}
