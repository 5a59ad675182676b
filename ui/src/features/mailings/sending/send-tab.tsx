import { hasStarted, type MailingDetail } from '@linkflow/contracts';
import { Skeleton } from '@mantine/core';
import { lazyPart } from '../../../shared/lazy-parts';
import { LoadFailure } from '../../../shared/load-failure';
import type { UnsavedNoticeProps } from '../unsaved-notice';
import classes from './sending.module.css';
import { useMailingCheck, useSending } from './use-sending';

/** A mailing needs one of them: what is shown before the sending, or from then on. */
const BeforeSending = lazyPart(async () => (await import('./before-sending')).BeforeSending);
/** A mailing that is neither planned nor being sent has none. */
const SendingStrip = lazyPart(async () => (await import('./sending-strip')).SendingStrip, null);
const DeliveryList = lazyPart(async () => (await import('./delivery-list')).DeliveryList);

interface SendTabProps {
  mailing: MailingDetail;
  message: UnsavedNoticeProps['message'];
}

/** Loads all of the tab. */
export const loadSendTab = (): Promise<unknown> =>
  Promise.all([BeforeSending, SendingStrip, DeliveryList].map(({ load }) => load()));

/**
 * The sending of a mailing. Before it begins: what is wrong, and the panel that sends it. From then on: the progress, and what became of
 * each message.
 */
export function SendTab({ mailing, message }: SendTabProps) {
  const query = useSending(mailing.id);
  const sending = query.data;
  const started = hasStarted(sending?.state);
  const check = useMailingCheck(mailing, sending !== undefined && !started);
  if (!sending) {
    return query.error ? (
      <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Skeleton height={160} width="auto" m="md" radius="md" />
    );
  }
  const strip = <SendingStrip mailing={mailing} sending={sending} />;
  if (!started) {
    return (
      <BeforeSending
        mailing={mailing}
        check={check}
        sending={sending}
        message={message}
        plan={sending.state !== null && strip}
      />
    );
  }
  return (
    <div className={classes.begun}>
      {strip}
      <DeliveryList mailing={mailing} sending={sending} />
    </div>
  );
}
