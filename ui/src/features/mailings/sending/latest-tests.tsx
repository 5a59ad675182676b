import { DELIVERY_STATE_TEXTS, ROUTES, type DeliveryView, type SendingView } from '@linkflow/contracts';
import { Anchor, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useCan } from '../../../api/session';
import { useText, useTexts } from '../../../i18n';
import { TimeAgo } from '../../../shared/time-ago';
import { RecipientOutboxDialog } from '../../outbox/recipient-outbox-dialog';
import { DeliveryStateIcon } from './delivery-state';
import { panelTexts } from './panel.texts';
import classes from './send.module.css';

interface LatestTestsProps {
  tests: readonly DeliveryView[];
  transport: SendingView['transport'];
}

/** The latest tests of a mailing, with what became of each. */
export function LatestTests({ tests, transport }: LatestTestsProps) {
  const t = useTexts(panelTexts);
  const words = useText();
  const maySeeOutbox = useCan()(ROUTES.outbox.list);
  const [opened, setOpened] = useState<DeliveryView | null>(null);
  return (
    <>
      <Title order={4} size="xs" mt="md" mb={4} fw={500} c="dimmed">
        {t('test.latest')}
      </Title>
      <ul className={classes.tests}>
        {tests.map((test) => (
          <li key={test.recipientId}>
            <DeliveryStateIcon state={test.state} />
            <div className={classes.facts}>
              <Text size="xs" className={classes.cut} title={test.email}>
                {test.email}
              </Text>
              <Text size="xs" c="dimmed">
                {test.reason ? words(test.reason) : words(DELIVERY_STATE_TEXTS[test.state])}{' '}
                <TimeAgo at={test.at} />
              </Text>
            </div>
            {transport === 'outbox' && test.state === 'sent' && maySeeOutbox && (
              <Anchor
                component="button"
                type="button"
                size="sm"
                ml="auto"
                aria-label={t('test.openName', { address: test.email })}
                onClick={() => setOpened(test)}
              >
                {t('test.open')}
              </Anchor>
            )}
          </li>
        ))}
      </ul>
      <RecipientOutboxDialog recipientId={opened?.recipientId ?? null} onClose={() => setOpened(null)} />
    </>
  );
}
