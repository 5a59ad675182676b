import { hasStarted, type MailingDetail } from '@linkflow/contracts';
import { Skeleton } from '@mantine/core';
import { LoadFailure } from '../../../shared/load-failure';
import { BeforeSending } from './before-sending';
import { DeliveryList } from './delivery-list';
import { SendingStrip } from './sending-strip';
import classes from './sending.module.css';
import { useMailingCheck, useSending } from './use-sending';

interface SendTabProps {
  mailing: MailingDetail;
  /** True if the content has changes that are not saved. */
  dirty: boolean;
}

/**
 * The sending of a mailing. Before it begins: what is wrong, and the panel that sends it. From then on: the progress, and what became of
 * each message.
 */
export function SendTab({ mailing, dirty }: SendTabProps) {
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
        dirty={dirty}
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
