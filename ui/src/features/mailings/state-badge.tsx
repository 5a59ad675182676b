import { SENDING_STATE_TEXTS, type SendingState } from '@linkflow/contracts';
import { Badge } from '@mantine/core';
import { useText, useTexts } from '../../i18n';
import { mailingTexts } from './mailings.texts';

const COLORS: Record<SendingState, string> = {
  scheduled: 'indigo',
  refused: 'red',
  populating: 'indigo',
  sending: 'indigo',
  paused: 'yellow',
  stopped: 'gray',
  finished: 'teal',
};

/** Whether a mailing is a draft, is being sent or was sent. */
export function StateBadge({ state }: { state: SendingState | null }) {
  const t = useTexts(mailingTexts);
  const words = useText();
  return (
    <Badge variant="light" size="sm" tt="none" color={state === null ? 'gray' : COLORS[state]}>
      {state === null ? t('draft') : words(SENDING_STATE_TEXTS[state])}
    </Badge>
  );
}
