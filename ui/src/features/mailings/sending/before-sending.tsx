import type { MailingCheck, MailingDetail, SendingView } from '@linkflow/contracts';
import { Skeleton, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTexts } from '../../../i18n';
import { LoadFailure } from '../../../shared/load-failure';
import { lazyPart } from '../../../shared/lazy-parts';
import type { UnsavedNoticeProps } from '../unsaved-notice';
import { CheckSection } from './check-section';
import { checkTexts } from './check.texts';
import { ClickSection } from './click-section';
import { FindingList } from './finding-list';
import { RecipientSection } from './recipient-section';
import classes from './send.module.css';
import { SendPanel } from './send-panel';
import { SenderSection } from './sender-section';

const UnsavedNotice = lazyPart(async () => (await import('../unsaved-notice')).UnsavedNotice, null);

const KILOBYTE = 1_000;

interface BeforeSendingProps {
  mailing: MailingDetail;
  check: Pick<UseQueryResult<MailingCheck>, 'data' | 'error' | 'refetch'>;
  sending: SendingView;
  message: UnsavedNoticeProps['message'];
  /** The plan of a mailing that is to be sent at a time, or why it was not sent then. */
  plan: ReactNode;
}

/** A mailing that is not sent yet: what is wrong with it at the left, and the panel that sends it at the right. */
export function BeforeSending({ mailing, check, sending, message, plan }: BeforeSendingProps) {
  const t = useTexts(checkTexts);
  const { data, error } = check;
  return (
    <div className={classes.page}>
      {plan && <div className={classes.plan}>{plan}</div>}
      <div className={classes.checks}>
        {(message.dirty || message.stale) && (
          <div className={classes.unsaved}>
            <UnsavedNotice message={message} text={t('unsaved')} />
          </div>
        )}
        {data ? (
          <>
            <FindingList check={data} />
            <SenderSection mailing={mailing} sender={data.sender} />
            <ClickSection mailingId={mailing.id} links={data.links} />
            <RecipientSection mailing={mailing} recipients={data.recipients} />
            <WeightSection weight={data.weight} />
          </>
        ) : error ? (
          <LoadFailure error={error} title={t('failed')} onRetry={() => void check.refetch()} />
        ) : (
          <div className={classes.wait} aria-busy>
            {[60, 75, 50, 70, 65, 45].map((width) => (
              <Skeleton key={width} height={12} width={`${width}%`} />
            ))}
          </div>
        )}
      </div>
      <SendPanel
        mailing={mailing}
        check={data}
        isCheckMissing={Boolean(error) && !data}
        sending={sending}
        dirty={message.dirty}
      />
    </div>
  );
}

function WeightSection({ weight: { htmlBytes, messageBytes } }: Pick<MailingCheck, 'weight'>) {
  const t = useTexts(checkTexts);
  if (messageBytes === 0) return null;
  return (
    <CheckSection title={t('weight.title')}>
      <Text size="sm" c="dimmed">
        {t('weight.text', {
          html: Math.ceil(htmlBytes / KILOBYTE),
          message: Math.ceil(messageBytes / KILOBYTE),
        })}
      </Text>
    </CheckSection>
  );
}
