import {
  ActionIcon,
  Alert,
  Button,
  Skeleton,
  Stack,
  Text,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle, IconUserQuestion, IconX } from '@tabler/icons-react';
import { keepPreviousData, skipToken, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ROUTES, type SimulatedStep, type Simulation } from '@linkflow/contracts';
import { call } from '../../api/client';
import { ConditionWhy } from '../../features/runs/run-page/condition-why';
import { useLanguage, useText, useTexts } from '../../i18n';
import { useErrorSentence } from '../../shared/errors';
import { RefSelect } from '../../shared/refs';
import { useCommands } from '../commands/use-commands';
import { StepStatusIcon } from '../flow/node-icon';
import { focusNode } from '../flow/viewport';
import { useFactsAt } from '../inspector/condition/facts';
import panel from '../inspector/inspector.module.css';
import { descriptorsOf } from '../model/nodes';
import { runOverlay, type StepStates } from '../model/run-overlay';
import { formatWhen } from '../../i18n/moments';
import { useCanvas, useCanvasShallow, useCanvasStore, useNodeTitle, usePorts } from '../store/use-canvas';
import { simulationTexts } from '../texts/simulation';
import classes from './simulation-panel.module.css';

/**
 * Simulates a click on the current draft by a contact that the user selects, and lists what each step would do. Highlights the
 * path on the canvas.
 */
export function SimulationPanel() {
  const t = useTexts(simulationTexts);
  const store = useCanvasStore();
  const [clicker, setClicker] = useState<SimulatedClicker>();
  const simulation = useSimulation(clicker);
  return (
    <aside className={panel.inspector} aria-label={t('title')} data-testid="simulation">
      <header className={panel.head}>
        <h2 className={panel.title}>{t('title')}</h2>
        <ActionIcon
          variant="subtle"
          color="gray"
          ml="auto"
          aria-label={t('close')}
          onClick={() => {
            document.querySelector<HTMLElement>('[data-testid="try-it"]')?.focus();
            store.setState({ simulationOpen: false });
          }}
        >
          <IconX size={18} />
        </ActionIcon>
      </header>
      <div className={panel.body}>
        <Text size="sm" c="dimmed">
          {t('intro')}
        </Text>
        <Stack gap={6} align="flex-start">
          <RefSelect
            kind="contact"
            label={t('contact')}
            placeholder={clicker ? t('stranger') : t('contactPlaceholder')}
            value={clicker?.contactId ?? null}
            onChange={(contactId) => setClicker(contactId === null ? undefined : { contactId })}
            clearable
            w="100%"
            data-autofocus
          />
          {clicker?.contactId !== null && (
            <Button
              ml={-6}
              variant="subtle"
              size="compact-xs"
              leftSection={<IconUserQuestion size={14} />}
              onClick={() => setClicker({ contactId: null })}
            >
              {t('stranger')}
            </Button>
          )}
        </Stack>
        {clicker && <SimulationResult simulation={simulation} />}
      </div>
    </aside>
  );
}

function SimulationResult({ simulation }: { simulation: ReturnType<typeof useSimulation> }) {
  const t = useTexts(simulationTexts);
  const sentence = useErrorSentence();
  if (simulation.isError) {
    return (
      <Alert color="red" title={t('failedLoad')}>
        <Text size="sm">{sentence(simulation.error)}</Text>
        <Button mt={8} size="compact-xs" variant="default" onClick={() => void simulation.refetch()}>
          {t('again')}
        </Button>
      </Alert>
    );
  }
  if (!simulation.data) {
    return (
      <Stack gap={12}>
        {[0, 1, 2].map((row) => (
          <Skeleton key={row} height={38} />
        ))}
      </Stack>
    );
  }
  return <SimulationReport of={simulation.data} />;
}

function SimulationReport({ of: { answer, address, steps, outcome } }: { of: Simulation }) {
  const t = useTexts(simulationTexts);
  return (
    <div aria-live="polite">
      <h3 className={classes.heading}>{t('answer')}</h3>
      <Steps steps={answer} />
      <DefaultRedirect answer={answer} address={address} />
      <h3 className={classes.heading}>{t('steps')}</h3>
      {outcome === 'failed' && (
        <Text size="sm" className={classes.warning}>
          <IconAlertTriangle size={15} aria-hidden /> {t('failed')}
        </Text>
      )}
      {steps.length === 0 && <Text size="sm">{t('nothing')}</Text>}
      <Steps steps={steps} />
      {steps.length > 0 && (
        <Text size="xs" c="dimmed" mt={12}>
          {t('firstTime')}
        </Text>
      )}
    </div>
  );
}

const Steps = ({ steps }: { steps: readonly SimulatedStep[] }) => (
  <ol className={classes.steps}>
    {steps.map((step) => (
      <SimulationStep key={step.nodeId} step={step} />
    ))}
  </ol>
);

/** Says that the recipient is redirected to the link's URL. Shown only if the simulated click reached no response node. */
function DefaultRedirect({ answer, address }: Pick<Simulation, 'answer' | 'address'>) {
  const t = useTexts(simulationTexts);
  const catalogue = useCanvas((state) => state.catalogue);
  const answered = answer.some(({ type }) => descriptorsOf(catalogue).get(type)?.group === 'response');
  if (answered) return null;
  return (
    <Text size="sm" className={classes.address}>
      {address ? t('ownAddress', { url: address }) : t('noAddress')}
    </Text>
  );
}

function SimulationStep({ step }: { step: SimulatedStep }) {
  const t = useTexts(simulationTexts);
  const text = useText();
  const language = useLanguage();
  const { context } = useCommands();
  const title = useNodeTitle(step.nodeId);
  const ports = usePorts(step.nodeId);
  const facts = useFactsAt(step.nodeId);
  const selected = useCanvas(({ selection }) => selection.nodes.includes(step.nodeId));
  const port = ports.length > 1 ? ports.find(({ id }) => id === step.port) : undefined;
  return (
    <li
      className={classes.step}
      data-step={step.nodeId}
      data-status={step.status}
      data-selected={selected || undefined}
    >
      <span title={t(`status.${step.status}`)}>
        <StepStatusIcon status={step.status} />
        <VisuallyHidden>{t(`status.${step.status}`)}</VisuallyHidden>
      </span>
      <div className={classes.what}>
        <UnstyledButton
          className={classes.stepTitle}
          aria-label={t('select', { step: title })}
          onClick={() => focusNode(context, step.nodeId)}
        >
          {title}
        </UnstyledButton>
        <div>{text(step.sentence)}</div>
        {port && <div className={classes.detail}>{t('wouldLeave', { port: text(port.label) })}</div>}
        {step.waitsUntil && (
          <div className={classes.detail}>
            {t('wouldWait', { when: formatWhen(language, step.waitsUntil, new Date()) })}
          </div>
        )}
        {step.reason && (
          <div className={classes.reason} data-tone={step.status === 'failed' ? 'bad' : 'quiet'}>
            {text(step.reason.message)}
          </div>
        )}
        {step.trace && <ConditionWhy trace={step.trace} stepFacts={[...facts.values()]} />}
      </div>
    </li>
  );
}

/** After an edit, the simulation is repeated when nothing was changed for this time. */
const SIMULATION_DELAY_MS = 400;

/**
 * Who clicks in the simulation: a contact, or an unknown person (`contactId` is null). Undefined until the user has selected
 * one.
 */
type SimulatedClicker = { contactId: string | null } | undefined;

/** Simulates a click on the current draft and highlights the path on the canvas while mounted. */
function useSimulation(clicker: SimulatedClicker): UseQueryResult<Simulation> {
  const store = useCanvasStore();
  const linkId = useCanvas((state) => state.linkId);
  const current = useCanvasShallow(({ document, url }) => ({ document, url }));
  const [draft] = useDebouncedValue(current, SIMULATION_DELAY_MS);
  const simulation = useQuery({
    queryKey: ['simulation', linkId, clicker?.contactId, draft],
    queryFn:
      linkId !== null && clicker
        ? () => call(ROUTES.workflows.simulate, { params: { id: linkId }, body: { ...clicker, draft } })
        : skipToken,
    placeholderData: clicker && keepPreviousData,
    // Do not keep results that are no longer shown: the contact's data may change, so the same click may have another result.
    gcTime: 0,
  });

  const result = clicker && simulation.data;
  useEffect(() => {
    if (!result) return;
    const { document } = draft;
    const overlay = runOverlay(document, statesOf(result), true);
    store.setState({ run: { ...overlay, simulated: true } });
    return () => store.setState({ run: null });
  }, [result, draft, store]);
  return simulation;
}

function statesOf({ answer, steps }: Simulation): StepStates {
  return Object.fromEntries(
    [...answer, ...steps].map(({ nodeId, status, port, reason }) => [
      nodeId,
      { status, port, reason, attempts: 0 },
    ]),
  );
}
