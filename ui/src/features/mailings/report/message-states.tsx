import { DELIVERY_STATES, type DeliveryCounts, type DeliveryState } from '@linkflow/contracts';
import { Progress, Text } from '@mantine/core';
import { useId } from 'react';
import { useFormat, useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { CheckSection } from '../sending/check-section';
import { DeliveryStateName } from '../sending/delivery-state';
import { ExportLink } from './export-link';
import { reportTexts } from './report.texts';
import classes from './report.module.css';

const COLORS: Record<DeliveryState, string> = {
  sent: 'teal',
  queued: 'gray.4',
  sending: 'indigo',
  deferred: 'yellow',
  failed: 'red',
  uncertain: 'orange',
  skipped: 'gray.6',
};

/** The messages by state. Each state leads to its messages. */
export function MessageStates({ mailingId, messages }: { mailingId: string; messages: DeliveryCounts }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const id = useId();
  const all = DELIVERY_STATES.reduce((sum, state) => sum + messages[state], 0);
  const present = DELIVERY_STATES.filter((state) => messages[state] > 0);
  return (
    <CheckSection
      title={t('recipients.title')}
      action={
        all > 0 && (
          <span className={classes.tools}>
            <ExportLink mailingId={mailingId} part="messages" name={t('recipients.title')} />
          </span>
        )
      }
    >
      {all === 0 ? (
        <Text size="sm" c="dimmed">
          {t('recipients.none')}
        </Text>
      ) : (
        <>
          <Progress.Root size="md" mt={6} aria-hidden>
            {present.map((state) => (
              <Progress.Section key={state} value={(100 * messages[state]) / all} color={COLORS[state]} />
            ))}
          </Progress.Root>
          <ul className={classes.states}>
            {present.map((state) => (
              <li key={state}>
                <span id={`${id}-${state}`}>
                  <DeliveryStateName state={state} />
                </span>
                <TextLink
                  id={`${id}-${state}-count`}
                  aria-labelledby={`${id}-${state} ${id}-${state}-count`}
                  to="/mailings/$mailingId"
                  params={{ mailingId }}
                  search={{ tab: 'send', delivery: state }}
                  size="sm"
                  fw={600}
                  className="lf-numbers"
                >
                  {format.number(messages[state])}
                </TextLink>
              </li>
            ))}
          </ul>
        </>
      )}
    </CheckSection>
  );
}
