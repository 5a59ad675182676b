import { ROUTES, type DnsCheck, type MailingDetail, type MailingSender } from '@linkflow/contracts';
import { Anchor, Skeleton, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconHelpCircle,
  type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCan } from '../../../api/session';
import { routeQuery } from '../../../api/use-route';
import { useText, useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { lazyDialog } from '../../../shared/lazy-parts';
import { usePlace } from '../jump';
import { ChangeButton } from './change-button';
import { CheckSection } from './check-section';
import { checkTexts } from './check.texts';
import classes from './send.module.css';

const SenderDialog = lazyDialog(async () => (await import('./sender-dialog')).SenderDialog);

const RECORDS = ['spf', 'dkim', 'dmarc'] as const;
const RECORD_NAMES = { spf: 'SPF', dkim: 'DKIM', dmarc: 'DMARC' } as const;
/** How often a record is looked up again while the page is open, ms. It changes rarely. */
const FRESH_MS = 5 * 60_000;

const STATE_ICONS: Record<DnsCheck['state'], Icon> = {
  ok: IconCircleCheck,
  missing: IconAlertTriangle,
  wrong: IconAlertTriangle,
  'no-answer': IconHelpCircle,
  'not-needed': IconCircleMinus,
};
/** How a row looks. A failed look-up says nothing about the record, so it is not a warning. */
const ROW_STATES: Record<DnsCheck['state'], 'ok' | 'warning' | 'unknown'> = {
  ok: 'ok',
  missing: 'warning',
  wrong: 'warning',
  'no-answer': 'unknown',
  'not-needed': 'unknown',
};

interface SenderSectionProps {
  mailing: MailingDetail;
  sender: MailingSender;
}

/** Who sends a mailing, and whether receivers can trust the address. */
export function SenderSection({ mailing, sender: { from, replyTo, ...rest } }: SenderSectionProps) {
  const t = useTexts(checkTexts);
  const mayChange = useCan()(ROUTES.mailings.update);
  const [editing, setEditing] = useState(false);
  usePlace('send', ({ field }) => {
    if (field === 'from' || field === 'replyTo') setEditing(true);
  });
  return (
    <CheckSection
      title={t('sender.title')}
      action={mayChange && <ChangeButton of={t('sender.title')} onClick={() => setEditing(true)} />}
    >
      <div className={classes.columns}>
        <div className={classes.facts}>
          <Text size="sm" fw={500}>
            {from ? from.name || from.address : t('sender.none')}
          </Text>
          {from?.name && (
            <Text size="sm" c="dimmed">
              {from.address}
            </Text>
          )}
          {replyTo && (
            <Text size="sm" c="dimmed">
              {t('sender.replyTo', { address: replyTo.address })}
            </Text>
          )}
        </div>
        {from && <DnsRows mailing={mailing} />}
      </div>
      <SenderDialog
        mailing={mailing}
        sender={{ from, replyTo, ...rest }}
        opened={editing && mayChange}
        onClose={() => setEditing(false)}
      />
    </CheckSection>
  );
}

/** What the DNS says about the sender. The look-up may take seconds, so it does not hold up the rest of the check. */
function DnsRows({ mailing: { id, revision } }: Pick<SenderSectionProps, 'mailing'>) {
  const t = useTexts(checkTexts);
  const c = useTexts(common);
  const words = useText();
  const { queryKey, ...lookUp } = routeQuery(ROUTES.mailCheck.sender, { params: { id } });
  const query = useQuery({ ...lookUp, queryKey: [...queryKey, revision], staleTime: FRESH_MS });
  if (query.error) {
    return (
      <Text size="sm" c="dimmed">
        {t('sender.noAnswer')}{' '}
        <Anchor component="button" type="button" size="sm" onClick={() => void query.refetch()}>
          {c('retry')}
        </Anchor>
      </Text>
    );
  }
  const { data } = query;
  if (!data) {
    return (
      <Stack gap={12} aria-busy aria-label={t('sender.lookingUp')} role="status">
        {RECORDS.map((record) => (
          <Skeleton key={record} height={12} width="80%" />
        ))}
      </Stack>
    );
  }
  const [first] = RECORDS;
  // If messages do not leave this installation, all three have the same reason.
  const rows = RECORDS.every((record) => data[record].state === 'not-needed')
    ? [{ names: RECORDS.map((record) => RECORD_NAMES[record]).join(', '), ...data[first] }]
    : RECORDS.map((record) => ({ names: RECORD_NAMES[record], ...data[record] }));
  return (
    <ul className={classes.records}>
      {rows.map(({ names, state, text }) => {
        const StateIcon = STATE_ICONS[state];
        return (
          <li key={names} className={classes.record} data-state={ROW_STATES[state]}>
            <StateIcon size={17} stroke={1.8} aria-hidden className={classes.icon} />
            <Text size="sm">
              <Text span inherit fw={500}>
                {names}: {t(`sender.states.${state}`)}.
              </Text>{' '}
              <Text span inherit c="dimmed">
                {words(text)}
              </Text>
            </Text>
          </li>
        );
      })}
    </ul>
  );
}
