import type { NodeDescriptor, RunDetail, StepView, WorkflowNode } from '@linkflow/contracts';
import { Text, UnstyledButton } from '@mantine/core';
import { portsOf } from '@linkflow/workflow';
import { StepStatusIcon } from '../../../canvas/flow/step-status-icon';
import type { StepMark } from '../../../canvas/model/run-reveal';
import { clockTime, tookWords, whenWords } from '../../../canvas/model/times';
import { runTexts } from '../../../canvas/texts/run';
import { useFormat, useLanguage, useText, useTexts } from '../../../i18n';
import { ConditionWhy } from './condition-why';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';
import { StepAttempts } from './step-attempts';
import { StepOutput } from './step-output';
import { StepVerbs } from './step-verbs';

interface Props {
  run: RunDetail;
  step: StepView;
  /** What is shown of it just now; what is known may be further already. */
  mark: StepMark;
  node: WorkflowNode | undefined;
  descriptor: NodeDescriptor | undefined;
  selected: boolean;
  onSelect: () => void;
}

/** One step of the story. */
export function TimelineStep({ run, step, mark, node, descriptor, selected, onSelect }: Props) {
  const t = useTexts(runPageTexts);
  const states = useTexts(runTexts);
  const text = useText();
  const title = node?.label || (descriptor ? text(descriptor.title) : step.type);
  const settled = mark.status === step.status;
  const port =
    node && mark.port !== undefined && portsOf(descriptor, node).length > 1
      ? portsOf(descriptor, node).find(({ id }) => id === mark.port)
      : undefined;
  const sentence = text(step.sentence);
  return (
    <li
      className={classes.step}
      data-step={step.nodeId}
      data-status={mark.status}
      data-selected={selected || undefined}
    >
      <span className={classes.rail} aria-hidden />
      <StepStatusIcon status={mark.status} />
      <div className={classes.what}>
        <UnstyledButton
          className={classes.stepTitle}
          aria-label={t('select', { step: title })}
          onClick={onSelect}
        >
          {title}
        </UnstyledButton>
        <StepTimes mark={mark} label={states(`status.${mark.status}`)} />
        {sentence !== '' && sentence !== title && <div className={classes.sentence}>{sentence}</div>}
        {port && <div className={classes.detail}>{t('left', { port: text(port.label) })}</div>}
        {settled && step.reason && step.status !== 'succeeded' && (
          <div className={classes.reason} data-tone={step.status === 'failed' ? 'bad' : 'quiet'}>
            {text(step.reason.message)}
          </div>
        )}
        {settled && step.trace && <ConditionWhy trace={step.trace} />}
        {settled && <StepAttempts attempts={step.attempts} />}
        {settled && step.output && !port && <StepOutput output={step.output} descriptor={descriptor} />}
        {settled && <StepVerbs run={run} step={step} title={title} />}
      </div>
    </li>
  );
}

function StepTimes({ mark, label }: { mark: StepMark; label: string }) {
  const t = useTexts(runPageTexts);
  const states = useTexts(runTexts);
  const language = useLanguage();
  const format = useFormat();
  const { status, startedAt, endedAt, dueAt } = mark;
  const due = dueAt && (status === 'waiting' || status === 'retrying');
  const when = due ? whenWords(language, dueAt, new Date()) : '';
  const took =
    startedAt && endedAt && status === 'succeeded' && mark.attempts < 2
      ? t('took', { time: tookWords(language, new Date(endedAt).getTime() - new Date(startedAt).getTime()) })
      : null;
  return (
    <Text component="div" size="xs" c="dimmed" className="lf-numbers">
      {label}
      {startedAt && (
        <>
          {' · '}
          <time dateTime={startedAt} title={format.exact(startedAt)}>
            {clockTime(language, startedAt)}
          </time>
        </>
      )}
      {took && ` · ${took}`}
      {due &&
        ` · ${status === 'waiting' ? states('waitsUntil', { when }) : states('retriesAt', { count: mark.attempts + 1, when })}`}
    </Text>
  );
}
