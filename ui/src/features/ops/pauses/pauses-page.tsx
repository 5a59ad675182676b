import type { PauseView } from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPause } from '@tabler/icons-react';
import { usePauses } from '../../../api/ops';
import { useTexts } from '../../../i18n';
import { EmptyList } from '../../../shared/listing';
import { Part, PartTable } from '../../../shared/parts';
import { TimeAgo } from '../../../shared/time-ago';
import { HeldRuns } from './held-runs';
import { PauseDialog } from './pause-dialog';
import { usePauseName } from './pause-name';
import { pauseTexts } from './pauses.texts';
import { ResumeButton } from './resume-button';

/** Everything that stands still, and the way to let something stand still. */
export function PausesPage() {
  const t = useTexts(pauseTexts);
  const query = usePauses();
  const [opened, dialog] = useDisclosure(false);
  return (
    <Part
      title={t('title')}
      lead={t('lead')}
      action={
        <>
          <Button
            variant="default"
            flex="none"
            leftSection={<IconPlayerPause size={16} aria-hidden />}
            onClick={dialog.open}
            data-testid="pause"
          >
            {t('pause')}
          </Button>
          <PauseDialog opened={opened} onClose={dialog.close} />
        </>
      }
      query={query}
      empty={<EmptyList icon={IconPlayerPause} title={t('none')} text={t('noneText')} />}
    >
      {(pauses) => (
        <PartTable
          records={pauses}
          idOf={(pause) => pause.key}
          columns={[
            { key: 'what', title: t('paused'), render: (pause) => <What pause={pause} /> },
            { key: 'reason', title: t('reason'), render: (pause) => pause.note || '–' },
            { key: 'held', title: t('held'), render: (pause) => <HeldRuns pause={pause} /> },
            { key: 'by', title: t('by'), render: (pause) => pause.by.name },
            { key: 'since', title: t('since'), render: (pause) => <TimeAgo at={pause.at} /> },
            { key: 'resume', title: '', render: (pause) => <ResumeButton pauseKey={pause.key} /> },
          ]}
        />
      )}
    </Part>
  );
}

function What({ pause }: { pause: PauseView }) {
  const t = useTexts(pauseTexts);
  const name = usePauseName()(pause);
  if (pause.scope.kind === 'all') return t('all');
  return t(pause.scope.kind === 'link' ? 'linkNamed' : 'actionNamed', { name });
}
