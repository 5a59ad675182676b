import type { DeliveryCounts, DeliveryState } from '@linkflow/contracts';
import { Group, Text, UnstyledButton } from '@mantine/core';
import { IconUserMinus } from '@tabler/icons-react';
import { useFormat, useTexts } from '../../../i18n';
import { DeliveryStateName } from './delivery-state';
import classes from './sending.module.css';
import { sendingTexts } from './sending.texts';

/** In the order in which a reader asks for them. */
const ORDER: readonly DeliveryState[] = [
  'sent',
  'queued',
  'sending',
  'deferred',
  'failed',
  'uncertain',
  'skipped',
];
/** States that are shown although nobody is in them. */
const ALWAYS: ReadonlySet<DeliveryState> = new Set(['sent', 'queued', 'failed']);

interface DeliveryNumbersProps {
  counts: DeliveryCounts;
  unsubscribed: number;
  chosen: DeliveryState | undefined;
  /** Lists the deliveries of one state; undefined for all. */
  onChoose: (state: DeliveryState | undefined) => void;
  onShowUnsubscribed: () => void;
}

/** The number of messages in each state, and of those who have unsubscribed. Each number lists its people. */
export function DeliveryNumbers({
  counts,
  unsubscribed,
  chosen,
  onChoose,
  onShowUnsubscribed,
}: DeliveryNumbersProps) {
  const t = useTexts(sendingTexts);
  const format = useFormat();
  return (
    <div className={classes.numbers} role="group" aria-label={t('deliveries.numbers')}>
      {ORDER.filter((state) => counts[state] > 0 || ALWAYS.has(state) || chosen === state).map((state) => (
        <UnstyledButton
          key={state}
          className={classes.number}
          data-none={counts[state] === 0 || undefined}
          aria-pressed={chosen === state}
          onClick={() => onChoose(chosen === state ? undefined : state)}
        >
          <DeliveryStateName state={state} />
          <span className={`lf-numbers ${classes.count}`}>{format.number(counts[state])}</span>
        </UnstyledButton>
      ))}
      {unsubscribed > 0 && (
        <UnstyledButton className={classes.number} onClick={onShowUnsubscribed}>
          <Group gap={6} wrap="nowrap">
            <IconUserMinus size={15} stroke={1.7} aria-hidden />
            <Text span size="sm">
              {t('unsubscribed.title')}
            </Text>
          </Group>
          <span className={`lf-numbers ${classes.count}`}>{format.number(unsubscribed)}</span>
        </UnstyledButton>
      )}
    </div>
  );
}
