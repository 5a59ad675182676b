import type {
  FactDescriptor,
  NodeDescriptor,
  RunDetail,
  StepAttempt,
  StepView,
  WorkflowNode,
} from '@linkflow/contracts';
import { outputsOf, portsOf } from '@linkflow/workflow';
import { Text, UnstyledButton } from '@mantine/core';
import type { DocumentTargets } from '../../../canvas/editor/document-targets';
import { StepStatusIcon } from '../../../canvas/flow/node-icon';
import type { StepState } from '../../../canvas/model/run-overlay';
import { formatSeconds, formatElapsed, formatUntil, formatWhen } from '../../../i18n/moments';
import { runTexts } from '../../../canvas/texts/run';
import { useFormat, useLanguage, useText, useTexts } from '../../../i18n';
import { ConditionWhy } from './condition-why';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';
import { StepCommands } from './step-commands';
import { StepOutput } from './step-output';

interface TimelineStepProps {
  run: RunDetail;
  step: StepView;
  /** The displayed state. It may be behind the actual state in `step`, because `useRunLive` reveals states one after the other. */
  state: StepState;
  node: WorkflowNode | undefined;
  descriptor: NodeDescriptor | undefined;
  /** The fields and scripts that the workflow refers to. */
  targets: DocumentTargets;
  /** The outputs of earlier steps, for conditions. */
  stepFacts: readonly FactDescriptor[];
  selected: boolean;
  onSelect: () => void;
}

/** One step of the timeline. */
export function TimelineStep({ run, step, state, node, descriptor, ...more }: TimelineStepProps) {
  const { targets, stepFacts, selected, onSelect } = more;
  const t = useTexts(runPageTexts);
  const states = useTexts(runTexts);
  const text = useText();
  const format = useFormat();
  const title = node?.label || (descriptor ? text(descriptor.title) : step.type);
  const upToDate = state.status === step.status;
  const port =
    node && state.port !== undefined && portsOf(descriptor, node).length > 1
      ? portsOf(descriptor, node).find(({ id }) => id === state.port)
      : undefined;
  const sentence = text(step.sentence);
  return (
    <li
      className={classes.step}
      data-step={step.nodeId}
      data-status={state.status}
      data-selected={selected || undefined}
    >
      <span className={classes.rail} aria-hidden />
      <StepStatusIcon status={state.status} />
      <div className={classes.what}>
        <UnstyledButton
          className={classes.stepTitle}
          aria-label={t('select', { step: title })}
          onClick={onSelect}
        >
          {title}
        </UnstyledButton>
        <StepTimes state={state} label={states(`status.${state.status}`)} />
        {sentence !== '' && sentence !== title && <div className={classes.sentence}>{sentence}</div>}
        {port && <div className={classes.detail}>{t('left', { port: text(port.label) })}</div>}
        {upToDate && step.reason && step.status !== 'succeeded' && (
          <div className={classes.reason} data-tone={step.status === 'failed' ? 'bad' : 'quiet'}>
            {text(step.reason.message)}
          </div>
        )}
        {upToDate && step.undone && (
          <div className={classes.reason} data-tone="quiet">
            {step.undone.kept ? t('keptValue') : t('undone', { when: format.dateTime(step.undone.at) })}
          </div>
        )}
        {upToDate && step.trace && (
          <ConditionWhy trace={step.trace} stepFacts={stepFacts} formId={run.context.form?.id} />
        )}
        {upToDate && <StepAttempts attempts={step.attempts} />}
        {upToDate && step.output && !port && descriptor && node && (
          <StepOutput output={step.output} declared={outputsOf(node, descriptor, targets)} />
        )}
        {upToDate && <StepCommands run={run} step={step} title={title} />}
      </div>
    </li>
  );
}

function StepTimes({ state, label }: { state: StepState; label: string }) {
  const t = useTexts(runPageTexts);
  const states = useTexts(runTexts);
  const language = useLanguage();
  const format = useFormat();
  const { status, startedAt, endedAt, dueAt } = state;
  const due = dueAt && (status === 'waiting' || status === 'retrying');
  const when = due ? (status === 'waiting' ? formatUntil : formatWhen)(language, dueAt, new Date()) : '';
  const took =
    startedAt && endedAt && status === 'succeeded' && state.attempts < 2
      ? t('took', {
          time: formatElapsed(language, new Date(endedAt).getTime() - new Date(startedAt).getTime()),
        })
      : null;
  return (
    <Text component="div" size="xs" c="dimmed" className="lf-numbers">
      {label}
      {startedAt && (
        <>
          {' · '}
          <time dateTime={startedAt} title={format.exact(startedAt)}>
            {formatSeconds(language, startedAt)}
          </time>
        </>
      )}
      {took && ` · ${took}`}
      {due &&
        ` · ${status === 'waiting' ? states('waitsUntil', { when }) : states('retriesAt', { count: state.attempts + 1, when })}`}
    </Text>
  );
}

/** Lists the attempts of a step. Shows nothing if there was only one. */
function StepAttempts({ attempts }: { attempts: readonly StepAttempt[] }) {
  const t = useTexts(runPageTexts);
  const text = useText();
  const language = useLanguage();
  if (attempts.length < 2) return null;
  const outcome = ({ outcome: one, reason }: StepAttempt): string => {
    if (reason) return text(reason.message);
    if (one === 'succeeded') return t('attemptOk');
    if (one === 'retry') return t('attemptRetry');
    return one === 'wait' ? t('attemptWait') : t('attemptOpen');
  };
  return (
    <ul className={classes.attempts}>
      {attempts.map((attempt) => (
        <li key={attempt.number}>
          <span className="lf-numbers">
            {t('attempt', { number: attempt.number })} · {formatSeconds(language, attempt.startedAt)}
          </span>
          : {outcome(attempt)}
        </li>
      ))}
    </ul>
  );
}
