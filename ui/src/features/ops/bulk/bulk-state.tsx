import type { BulkState } from '@linkflow/contracts';
import { Badge } from '@mantine/core';
import { IconCheck, IconEye, IconPlayerPlay, IconPlayerStop, type Icon } from '@tabler/icons-react';
import { useTexts } from '../../../i18n';
import { bulkPageTexts } from './bulk-page.texts';

/** Colour and sign of each state; yellow waits for a person. */
const LOOK: Record<BulkState, { icon: Icon; color?: string }> = {
  canary: { icon: IconPlayerPlay, color: 'indigo' },
  checking: { icon: IconEye, color: 'yellow' },
  rest: { icon: IconPlayerPlay, color: 'indigo' },
  stopped: { icon: IconPlayerStop },
  done: { icon: IconCheck, color: 'teal' },
};

export function BulkStateBadge({ state }: { state: BulkState }) {
  const t = useTexts(bulkPageTexts);
  const { icon: StateIcon, color } = LOOK[state];
  return (
    <Badge
      data-testid="bulk-state"
      data-state={state}
      variant={color ? 'light' : 'default'}
      color={color}
      flex="none"
      leftSection={<StateIcon size={12} stroke={2.1} aria-hidden />}
    >
      {t(`states.${state}`)}
    </Badge>
  );
}
