import {
  BLOCK_REASONS,
  ROUTES,
  type BlockReason,
  type MailingCheck,
  type MailingDetail,
} from '@linkflow/contracts';
import { Progress, Text } from '@mantine/core';
import { useState } from 'react';
import { useCan } from '../../../api/session';
import { useFormat, useText, useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { usePlace } from '../jump';
import { MailingDialogs } from '../mailing-actions';
import { MailingTypeName } from '../mailing-type-select';
import { ChangeButton } from './change-button';
import { CheckSection } from './check-section';
import { checkTexts } from './check.texts';
import classes from './send.module.css';

interface RecipientSectionProps {
  mailing: MailingDetail;
  recipients: MailingCheck['recipients'];
}

/** How many get a mailing, and how many do not, by reason. Each reason leads to its recipients. The type decides who is left out. */
export function RecipientSection({ mailing, recipients }: RecipientSectionProps) {
  const t = useTexts(checkTexts);
  const words = useText();
  const format = useFormat();
  const { ready, preparing } = recipients;
  const reasons = Object.entries(recipients.blocked) as [BlockReason, number][]; // Object.entries returns string keys; these are the reasons
  const blocked = reasons.reduce((sum, [, count]) => sum + count, 0);
  const all = ready + blocked;
  const to = { to: '/mailings/$mailingId', params: { mailingId: mailing.id } } as const;
  return (
    <CheckSection
      title={t('recipients.title')}
      note={preparing ? t('recipients.preparing') : all > 0 && t('recipients.inLists', { count: all })}
      action={
        all > 0 && (
          <TextLink {...to} search={{ tab: 'recipients' }} className={classes.action}>
            {t('recipients.all')}
          </TextLink>
        )
      }
    >
      {all === 0 ? (
        <Text size="sm" c="dimmed">
          {t('recipients.none')}{' '}
          <TextLink {...to} search={{ tab: 'recipients' }}>
            {t('recipients.add')}
          </TextLink>
        </Text>
      ) : (
        <>
          <Progress
            size="md"
            color="teal"
            aria-label={t('recipients.bar')}
            value={(100 * ready) / all}
            my={8}
          />
          <div className={classes.ends}>
            <TextLink {...to} search={{ tab: 'recipients', state: 'ready' }} c="var(--mantine-color-text)">
              {t('recipients.get', { count: ready })}
            </TextLink>
            {blocked > 0 && (
              <TextLink {...to} search={{ tab: 'recipients', state: 'blocked' }} c="dimmed">
                {t('recipients.getNot', { count: blocked })}
              </TextLink>
            )}
          </div>
          {blocked > 0 && (
            <ul className={classes.reasons}>
              {reasons.map(([reason, count]) => (
                <li key={reason}>
                  <TextLink
                    {...to}
                    search={{ tab: 'recipients', state: reason }}
                    c="var(--mantine-color-text)"
                  >
                    {words(BLOCK_REASONS[reason])}
                  </TextLink>
                  <span className="lf-numbers">{format.number(count)}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <TypeRow mailing={mailing} />
    </CheckSection>
  );
}

/** The type of a mailing, which can be changed here: those who have unsubscribed from it are left out. */
function TypeRow({ mailing }: Pick<RecipientSectionProps, 'mailing'>) {
  const t = useTexts(checkTexts);
  const mayChange = useCan()(ROUTES.mailings.update);
  const [editing, setEditing] = useState(false);
  usePlace('send', ({ field }) => {
    if (field === 'typeId') setEditing(true);
  });
  return (
    <div className={classes.type}>
      <Text size="sm" c="dimmed">
        {t('recipients.type')}: <MailingTypeName typeId={mailing.typeId} />
      </Text>
      {mayChange && <ChangeButton of={t('recipients.type')} onClick={() => setEditing(true)} />}
      <MailingDialogs
        of={editing && mayChange ? { mailing, action: 'type' } : null}
        onClose={() => setEditing(false)}
      />
    </div>
  );
}
