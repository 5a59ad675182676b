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

interface StateBadgeProps {
  state: SendingState | null;
  openForWorkflows: boolean;
}

/** Whether a mailing is a draft, is being sent, is open for workflows or was sent. */
export function StateBadge({ state, openForWorkflows }: StateBadgeProps) {
  const t = useTexts(mailingTexts);
  const words = useText();
  const isOpen = openForWorkflows && state === 'sending';
  return (
    <Badge variant="light" size="sm" tt="none" color={state === null ? 'gray' : COLORS[state]}>
      {isOpen ? t('open') : state === null ? t('draft') : words(SENDING_STATE_TEXTS[state])}
    </Badge>
  );
}
