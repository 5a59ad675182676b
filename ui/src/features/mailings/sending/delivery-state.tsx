import { DELIVERY_STATE_TEXTS, type DeliveryState } from '@linkflow/contracts';
import {
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconHelpCircle,
  IconHourglass,
  IconSend,
  type Icon,
} from '@tabler/icons-react';
import { useText } from '../../../i18n';
import classes from './sending.module.css';

const ICONS: Record<DeliveryState, Icon> = {
  queued: IconHourglass,
  sending: IconSend,
  sent: IconCircleCheck,
  deferred: IconClock,
  failed: IconCircleX,
  uncertain: IconHelpCircle,
  skipped: IconCircleMinus,
};

/** The sign of a delivery's state. It stands beside the word. */
export function DeliveryStateIcon({ state }: { state: DeliveryState }) {
  const StateIcon = ICONS[state];
  return <StateIcon size={16} stroke={1.8} aria-hidden className={classes.stateIcon} data-state={state} />;
}

/** What became of the message to a recipient, in a word with its sign. */
export function DeliveryStateName({ state }: { state: DeliveryState }) {
  const words = useText();
  return (
    <span className={classes.stateName}>
      <DeliveryStateIcon state={state} />
      {words(DELIVERY_STATE_TEXTS[state])}
    </span>
  );
}
