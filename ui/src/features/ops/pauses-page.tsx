import { ROUTES, type PauseView, type RunFilter } from '@linkflow/contracts';
import { Alert, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { usePauses } from '../../api/ops';
import { useCommand } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { lazyDialog } from '../../shared/lazy-parts';
import { EmptyList } from '../../shared/list/list-page';
import { SectionTable } from '../../shared/short-table';
import { TimeAgo, useNow } from '../../shared/time-ago';
import { attempt, toast } from '../../shared/toast';
import { useTypeName } from '../runs/run-labels';
import { pauseTexts } from './pauses.texts';

const PauseDialog = lazyDialog(async () => (await import('./pause-dialog')).PauseDialog);

/** Pauses in force, and the dialog for a new one. */
export function PausesPage() {
  const t = useTexts(pauseTexts);
  const query = usePauses();
  const [opened, dialog] = useDisclosure(false);
  return (
    <SectionTable
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
      idOf={(pause) => pause.key}
      columns={[
        { title: t('paused'), render: (pause) => <What pause={pause} /> },
        { title: t('reason'), render: (pause) => pause.note || '–' },
        { title: t('held'), render: (pause) => <HeldRuns pause={pause} /> },
        { title: t('by'), render: (pause) => pause.by.name },
        { title: t('since'), render: (pause) => <TimeAgo at={pause.at} /> },
        { title: t('resume'), titleHidden: true, render: (pause) => <ResumeButton pause={pause} /> },
      ]}
    />
  );
}

function What({ pause }: { pause: PauseView }) {
  const t = useTexts(pauseTexts);
  const name = usePauseName()(pause);
  if (pause.scope.kind === 'all') return t('all');
  return t(pause.scope.kind === 'workflow' ? 'linkNamed' : 'actionNamed', { name });
}

/** Returns a function that names the scope of a pause: the link's name or the action's title. */
function usePauseName(): (pause: Pick<PauseView, 'scope' | 'name'>) => string {
  const typeName = useTypeName();
  return ({ scope, name }) => (scope.kind === 'action' ? typeName(scope.type) : name);
}

/**
 * Shows the number of runs that a pause holds. It is linked to the list of held runs, which for a pause of one link is limited to
 * that link.
 */
function HeldRuns({ pause: { scope, held } }: { pause: PauseView }) {
  const t = useTexts(pauseTexts);
  if (held === 0) return t('heldNone');
  // `owner` is the id of the link that owns the workflow.
  const linkId = scope.kind === 'workflow' ? scope.owner : undefined;
  const filter: RunFilter = { status: 'held', linkId };
  return (
    <TextLink to="/runs" search={filter} inherit className="lf-numbers">
      {t('heldRuns', { count: held })}
    </TextLink>
  );
}

/** Shows one alert for each pause in force, with a button that ends the pause. */
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
      icon={<IconPlayerPause size={18} />}
      title={t(`inForce.${pause.scope.kind}`, { name: nameOf(pause) })}
    >
      <Group justify="space-between" gap="8px 16px" wrap="wrap">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {pause.note !== '' && `${pause.note} · `}
          {t('byWhom', { name: pause.by.name, time: format.relative(pause.at, now) })} · {t('held')}:{' '}
          <HeldRuns pause={pause} />
        </Text>
        <ResumeButton pause={pause} />
      </Group>
    </Alert>
  ));
}

/** Button that ends a pause. The runs that it holds then continue. */
function ResumeButton({ pause: { key, at } }: { pause: PauseView }) {
  const t = useTexts(pauseTexts);
  const resume = useCommand(ROUTES.pauses.resume);
  return (
    <Button
      size="xs"
      variant="default"
      flex="none"
      leftSection={<IconPlayerPlay size={14} aria-hidden />}
      loading={resume.isPending}
      onClick={() =>
        attempt(resume.mutateAsync({ params: { key }, query: { at } }), () => toast(t('resumed')))
      }
    >
      {t('resume')}
    </Button>
  );
}
