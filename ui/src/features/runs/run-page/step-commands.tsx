import { ROUTES, type ResolveRun, type RunDetail, type StepView } from '@linkflow/contracts';
import { canCommandRun, canCommandStep } from '@linkflow/workflow';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconHelp, IconPlayerTrackNext, IconRefresh } from '@tabler/icons-react';
import { useCan } from '../../../api/session';
import { useCommand } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { confirmRequest } from '../../../shared/confirm';
import { attempt, toast } from '../../../shared/toast';
import { runPageTexts } from './run-page.texts';

interface StepCommandsProps {
  run: RunDetail;
  step: StepView;
  title: string;
}

/** Buttons for those commands on one step that the run's and step's status and the user's rights permit. */
export function StepCommands({ run, step, title }: StepCommandsProps) {
  const t = useTexts(runPageTexts);
  const can = useCan();
  const retry = useCommand(ROUTES.runs.retry);
  const skip = useCommand(ROUTES.runs.skip);
  if (step.status === 'uncertain') {
    return run.can.resolve ? <ResolveStep run={run} step={step} title={title} /> : null;
  }
  const params = { id: run.id };
  const { nodeId } = step;
  const mayRetry = can(ROUTES.runs.retry) && run.can.retry && canCommandStep('retry', step.status);
  const maySkip =
    can(ROUTES.runs.skip) &&
    run.can.retry &&
    canCommandRun('skip', run.status) &&
    canCommandStep('skip', step.status);
  if (!mayRetry && !maySkip) return null;
  const askSkip = () =>
    confirmRequest({
      title: t('skipTitle'),
      text: t('skipText', { step: title }),
      confirm: t('skip'),
      request: () => skip.mutateAsync({ params, body: { nodeId } }),
      done: t('skipped'),
    });
  return (
    <Group gap={6} mt={6}>
      {mayRetry && (
        <Button
          size="compact-xs"
          variant="light"
          leftSection={<IconRefresh size={13} />}
          loading={retry.isPending}
          onClick={() =>
            attempt(retry.mutateAsync({ params, body: { fromNodeId: nodeId } }), () => toast(t('retried')))
          }
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

/**
 * Shown for an `uncertain` step: it was interrupted, and its effect may or may not have happened. Ops check this and report the
 * outcome.
 */
function ResolveStep({ run, step, title }: StepCommandsProps) {
  const t = useTexts(runPageTexts);
  const mayResolve = useCan()(ROUTES.runs.resolve);
  const resolve = useCommand(ROUTES.runs.resolve);
  const report = (outcome: ResolveRun['outcome']) =>
    attempt(
      resolve.mutateAsync({
        params: { id: run.id },
        body: { nodeId: step.nodeId, outcome, attempt: step.attempts.at(-1)?.number },
      }),
      () => toast(t('resolved')),
    );
  return (
    <Alert mt={6} color="red" icon={<IconHelp size={18} />} title={t('reviewTitle')}>
      <Text size="sm">{t('review', { step: title })}</Text>
      {mayResolve ? (
        <Stack gap={6} mt={8} align="stretch">
          {OUTCOMES.map((outcome) => (
            <Button
              key={outcome}
              size="xs"
              variant="default"
              disabled={resolve.isPending}
              onClick={() => report(outcome)}
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
