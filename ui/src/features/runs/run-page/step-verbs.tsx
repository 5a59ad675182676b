import type { ResolveRun, RunDetail, StepView } from '@linkflow/contracts';
import { canDoToRun, canDoToStep } from '@linkflow/workflow';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconHelp, IconPlayerTrackNext, IconRefresh } from '@tabler/icons-react';
import { useRunActions } from '../../../api/runs';
import { useIsOps } from '../../../api/session';
import { useTexts } from '../../../i18n';
import { attempt } from '../../../shared/attempt';
import { confirmDanger } from '../../../shared/confirm';
import { toast } from '../../../shared/toast';
import { runPageTexts } from './run-page.texts';

interface StepVerbsProps {
  run: RunDetail;
  step: StepView;
  title: string;
}

/** What one may do to one step of a run. */
export function StepVerbs({ run, step, title }: StepVerbsProps) {
  const t = useTexts(runPageTexts);
  const isOps = useIsOps();
  const { retry, skip } = useRunActions();
  if (step.status === 'uncertain') {
    return run.can.resolve ? <WhatHappened run={run} step={step} title={title} /> : null;
  }
  const { id } = run;
  const { nodeId } = step;
  const mayRetry = run.can.retry && canDoToStep('retry', step.status);
  const maySkip =
    isOps && run.can.retry && canDoToRun('skip', run.status) && canDoToStep('skip', step.status);
  if (!mayRetry && !maySkip) return null;
  const askSkip = () =>
    confirmDanger({
      title: t('skipTitle'),
      text: t('skipText', { step: title }),
      confirm: t('skip'),
      onConfirm: () => attempt(skip.mutateAsync({ id, nodeId }), () => toast(t('skipped'))),
    });
  return (
    <Group gap={6} mt={6}>
      {mayRetry && (
        <Button
          size="compact-xs"
          variant="light"
          leftSection={<IconRefresh size={13} />}
          loading={retry.isPending}
          onClick={() => attempt(retry.mutateAsync({ id, fromNodeId: nodeId }), () => toast(t('retried')))}
        >
          {t('retryHere')}
        </Button>
      )}
      {maySkip && (
        <Button
          size="compact-xs"
          variant="default"
          fw={400}
          leftSection={<IconPlayerTrackNext size={13} />}
          loading={skip.isPending}
          onClick={askSkip}
        >
          {t('skip')}
        </Button>
      )}
    </Group>
  );
}

const OUTCOMES = ['succeeded', 'retry', 'failed'] as const satisfies readonly ResolveRun['outcome'][];

/** A step that was cut off in the middle, whose far end cannot tell: a person has to look, and says what was found. */
function WhatHappened({ run, step, title }: StepVerbsProps) {
  const t = useTexts(runPageTexts);
  const isOps = useIsOps();
  const { resolve } = useRunActions();
  const say = (outcome: ResolveRun['outcome']) =>
    attempt(resolve.mutateAsync({ id: run.id, nodeId: step.nodeId, outcome }), () => toast(t('resolved')));
  return (
    <Alert mt={6} p="sm" color="red" variant="light" icon={<IconHelp size={18} />} title={t('reviewTitle')}>
      <Text size="sm">{t('review', { step: title })}</Text>
      {isOps ? (
        <Stack gap={6} mt={8} align="stretch">
          {OUTCOMES.map((outcome) => (
            <Button
              key={outcome}
              size="xs"
              variant="default"
              disabled={resolve.isPending}
              onClick={() => say(outcome)}
              data-testid={`resolve-${outcome}`}
            >
              {t(`resolve.${outcome}`)}
            </Button>
          ))}
        </Stack>
      ) : (
        <Text size="sm" mt={4}>
          {t('reviewOps')}
        </Text>
      )}
    </Alert>
  );
}
