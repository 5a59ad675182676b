import { ROUTES, hasStarted, type MailingDetail, type SendingView } from '@linkflow/contracts';
import { Progress, Text } from '@mantine/core';
import { useCan } from '../../../api/session';
import { useFormat, useLanguage, useText, useTexts } from '../../../i18n';
import { formatHourMinute, formatTimeZone, formatUntil } from '../../../i18n/moments';
import { TextLink } from '../../../shared/anchors';
import { useNow } from '../../../shared/time-ago';
import { SendingActions } from './sending-actions';
import classes from './sending.module.css';
import { sendingTexts } from './sending.texts';

interface SendingStripProps {
  mailing: Pick<MailingDetail, 'id' | 'name'>;
  sending: SendingView;
}

/** How the sending goes: its state in words, the progress with rate and time left, why it does not go on, and what one can do. */
export function SendingStrip({ mailing, sending }: SendingStripProps) {
  const t = useTexts(sendingTexts);
  const words = useText();
  const language = useLanguage();
  const { state, problem, scheduledAt } = sending;
  if (state === null) return null;
  const isPlanned = state === 'scheduled';
  const started = hasStarted(state);
  return (
    <section className={classes.strip} data-state={state} aria-label={t('progress.label')}>
      <div className={classes.line}>
        <Text size="sm" fw={600} role="status">
          {isPlanned && scheduledAt
            ? t('progress.scheduled', { when: formatUntil(language, scheduledAt, new Date()) })
            : t(`progress.${isOpenOnly(sending) ? 'open' : state}`)}
        </Text>
        {isPlanned && (
          <Text size="sm" c="dimmed" className={classes.detail}>
            {formatTimeZone(language)}
            {sending.by && ` · ${t('progress.plannedBy', { name: sending.by.name })}`}
          </Text>
        )}
        {started && <Advance sending={sending} />}
        <SendingActions mailing={mailing} sending={sending} />
      </div>
      {isOpenOnly(sending) && (
        <Text size="sm" c="dimmed">
          {t('progress.openHelp')}
        </Text>
      )}
      {problem && (
        <Text size="sm" c="var(--mantine-color-red-text)" role="alert">
          {words(problem)}
        </Text>
      )}
      {started && <Circumstances mailingId={mailing.id} sending={sending} />}
    </section>
  );
}

/** Whether nothing is being sent, but workflows may send the mailing at any time. */
const isOpenOnly = ({ state, openForWorkflows, counts: { queued, sending } }: SendingView): boolean =>
  openForWorkflows && state === 'sending' && queued + sending === 0;

/** The bar, and how many of all messages were handed over. */
function Advance({ sending: { counts, state, perMinute, secondsLeft } }: { sending: SendingView }) {
  const t = useTexts(sendingTexts);
  const format = useFormat();
  const language = useLanguage();
  // Those who are left out get no message.
  const all =
    counts.queued + counts.sending + counts.sent + counts.deferred + counts.failed + counts.uncertain;
  const sent = counts.sent;
  const isMoving = state === 'sending' && secondsLeft !== null && secondsLeft > 0;
  return (
    <>
      <Text size="sm" className="lf-numbers">
        {t('progress.sent', { sent, all })}
      </Text>
      <Progress
        className={classes.bar}
        size="md"
        aria-label={t('progress.label')}
        value={all === 0 ? 0 : (100 * sent) / all}
      />
      {isMoving && (
        <>
          <Text size="sm" className="lf-numbers">
            {t('progress.rate', { rate: format.number(Math.round(perMinute)) })}
          </Text>
          <Text size="sm" c="dimmed" className="lf-numbers">
            {t('progress.left', {
              time: format.minutes(Math.max(1, Math.round(secondsLeft / 60))),
              clock: formatHourMinute(language, new Date(Date.now() + secondsLeft * 1_000)),
            })}
          </Text>
        </>
      )}
    </>
  );
}

/** Who started it and when it ended, and that messages went to the outbox. */
function Circumstances({ mailingId, sending }: { mailingId: string; sending: SendingView }) {
  const t = useTexts(sendingTexts);
  const maySeeOutbox = useCan()(ROUTES.outbox.list);
  return (
    <Text size="xs" c="dimmed">
      <Times sending={sending} />
      {sending.transport === 'outbox' && (
        <>
          {' '}
          {t('progress.outbox')}{' '}
          {maySeeOutbox && (
            <TextLink to="/outbox" search={{ mailingId }} size="xs" underline="always">
              {t('progress.toOutbox')}
            </TextLink>
          )}
        </>
      )}
    </Text>
  );
}

function Times({ sending: { state, startedAt, finishedAt, by } }: { sending: SendingView }) {
  const t = useTexts(sendingTexts);
  const format = useFormat();
  const now = useNow();
  const started =
    startedAt && by && t('progress.started', { when: format.relative(startedAt, now), name: by.name });
  const ended =
    finishedAt &&
    (state === 'finished' || state === 'stopped') &&
    t(state === 'finished' ? 'progress.finishedAt' : 'progress.stoppedAt', {
      when: format.relative(finishedAt, now),
    });
  return (
    <>
      {[started, ended]
        .filter(Boolean)
        .map((sentence) => `${sentence}.`)
        .join(' ')}
    </>
  );
}
