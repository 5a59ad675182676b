import { Alert, Group, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { usePauses } from '../../../api/ops';
import { useFormat, useTexts } from '../../../i18n';
import { useNow } from '../../../shared/time-ago';
import { HeldRuns } from './held-runs';
import { usePauseName } from './pause-name';
import { pauseTexts } from './pauses.texts';
import { ResumeButton } from './resume-button';

/** What stands still now, with the way to let it go on. */
export function PausesInForce() {
  const t = useTexts(pauseTexts);
  const format = useFormat();
  const now = useNow();
  const nameOf = usePauseName();
  const pauses = usePauses().data ?? [];
  return pauses.map((pause) => (
    <Alert
      key={pause.key}
      color="yellow"
      variant="light"
      p="sm"
      icon={<IconPlayerPause size={18} />}
      title={t(`inForce.${pause.scope.kind}`, { name: nameOf(pause) })}
    >
      <Group justify="space-between" gap="8px 16px" wrap="wrap">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {pause.note !== '' && `${pause.note} · `}
          {t('byWhom', { name: pause.by.name, time: format.relative(pause.at, now) })} · {t('held')}:{' '}
          <HeldRuns pause={pause} />
        </Text>
        <ResumeButton pauseKey={pause.key} />
      </Group>
    </Alert>
  ));
}
