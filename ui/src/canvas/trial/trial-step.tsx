import type { SimulatedStep } from '@linkflow/contracts';
import { UnstyledButton } from '@mantine/core';
import { useLanguage, useText, useTexts } from '../../i18n';
import { ConditionWhy } from '../../features/runs/run-page/condition-why';
import { goToNode } from '../commands/view';
import { useCommands } from '../commands/use-commands';
import { StepStatusIcon } from '../flow/step-status-icon';
import { useNodeTitle, usePorts } from '../flow/use-node';
import { whenWords } from '../model/times';
import { useCanvas } from '../store/canvas-context';
import { trialTexts } from '../texts/trial';
import classes from './trial.module.css';

/** One step as it would go. */
export function TrialStep({ step }: { step: SimulatedStep }) {
  const t = useTexts(trialTexts);
  const text = useText();
  const language = useLanguage();
  const { context } = useCommands();
  const title = useNodeTitle(step.nodeId);
  const ports = usePorts(step.nodeId);
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
        <span className={classes.hidden}>{t(`status.${step.status}`)}</span>
      </span>
      <div className={classes.what}>
        <UnstyledButton
          className={classes.stepTitle}
          aria-label={t('select', { step: title })}
          onClick={() => goToNode(context, step.nodeId)}
        >
          {title}
        </UnstyledButton>
        <div>{text(step.sentence)}</div>
        {port && <div className={classes.detail}>{t('wouldLeave', { port: text(port.label) })}</div>}
        {step.waitsUntil && (
          <div className={classes.detail}>
            {t('wouldWait', { when: whenWords(language, step.waitsUntil, new Date()) })}
          </div>
        )}
        {step.reason && (
          <div className={classes.reason} data-tone={step.status === 'failed' ? 'bad' : 'quiet'}>
            {text(step.reason.message)}
          </div>
        )}
        {step.trace && <ConditionWhy trace={step.trace} />}
      </div>
    </li>
  );
}
