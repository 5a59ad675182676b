import { ROUTES, type RunDetail, type RunHold } from '@linkflow/contracts';
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconHelpHexagon, IconHourglass } from '@tabler/icons-react';
import { useCan } from '../../../api/session';
import { useCommand } from '../../../api/use-route';
import { useFormat, useText, useTexts } from '../../../i18n';
import { confirmRequest } from '../../../shared/confirm';
import { attempt, toast } from '../../../shared/toast';
import { useTypeName } from '../run-labels';
import { runTexts } from '../runs.texts';
import { runPageTexts } from './run-page.texts';

/**
 * Shows which step of a run is held because of doubt about its click, and lets a colleague release or drop it. A step that only waits for some
 * seconds is no reason for doubt.
 */
export function DoubtNotice({ run, hold }: { run: RunDetail; hold: RunHold }) {
  const t = useTexts(runPageTexts);
  const r = useTexts(runTexts);
  const text = useText();
  const format = useFormat();
  const typeName = useTypeName();
  const can = useCan();
  const release = useCommand(ROUTES.runs.release);
  const drop = useCommand(ROUTES.runs.drop);
  const params = { id: run.id };
  const askDrop = () =>
    confirmRequest({
      title: r('dropTitle'),
      text: r('dropText'),
      confirm: r('drop'),
      request: () => drop.mutateAsync({ params }),
      done: r('dropped'),
    });
  const settles = run.status === 'waiting';
  const step = run.sentences?.[hold.nodeId];
  return (
    <Alert
      mb={8}
      color={settles ? 'blue' : 'yellow'}
      icon={settles ? <IconHourglass size={18} /> : <IconHelpHexagon size={18} />}
      title={t(settles ? 'settlesTitle' : 'doubtTitle')}
    >
      <Text size="sm">
        {text(hold.reason.message)}.{' '}
        {t(settles ? 'settlesStep' : 'doubtUntil', {
          step: step ? text(step) : typeName(hold.type),
          when: format.dateTime(hold.until),
        })}
      </Text>
      {run.can.release && can(ROUTES.runs.release) && (
        <Group gap={8} mt={8}>
          <Button
            size="xs"
            loading={release.isPending}
            onClick={() => attempt(release.mutateAsync({ params }), () => toast(r('released')))}
          >
            {r('release')}
          </Button>
          <Button size="xs" variant="default" loading={drop.isPending} onClick={askDrop}>
            {r('drop')}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
