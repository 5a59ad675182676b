import { ROUTES } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useCan } from '../../../api/session';
import { useTexts } from '../../../i18n';
import { MergedText } from '../../../shared/merge-text/merged-text';
import { panelTexts } from './panel.texts';
import classes from './send.module.css';
import { StartForm, type StartFormProps } from './start-form';
import { TestSend } from './test-send';

/** How the mailing looks in an inbox, tests, and the start of the sending. */
export function SendPanel(props: StartFormProps) {
  const { mailing, check, sending, dirty } = props;
  const t = useTexts(panelTexts);
  const can = useCan();
  const from = check?.sender.from;
  return (
    <aside className={classes.side} aria-label={t('label')}>
      <div className={classes.part}>
        <Text size="xs" c="dimmed">
          {t('inbox')}
        </Text>
        <div className={classes.inbox}>
          <Text size="sm" fw={600} className={classes.cut}>
            {from ? from.name || from.address : check && t('noSender')}
          </Text>
          <Text size="sm" className={classes.cut}>
            {mailing.subject ? <MergedText text={mailing.subject} /> : t('noSubject')}
          </Text>
          <Text size="sm" c="dimmed" className={classes.cut}>
            <MergedText text={mailing.preheader} />
          </Text>
        </div>
      </div>
      {can(ROUTES.sending.test) && <TestSend mailing={mailing} transport={sending.transport} dirty={dirty} />}
      {can(ROUTES.sending.start) && <StartForm {...props} />}
    </aside>
  );
}
