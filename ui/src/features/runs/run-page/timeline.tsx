import type { NodeDescriptor, RunDetail, StepView } from '@linkflow/contracts';
import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useCommands } from '../../../canvas/commands/use-commands';
import { revealNode } from '../../../canvas/commands/view';
import { useCanvas } from '../../../canvas/store/canvas-context';
import { useText, useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/text-link';
import { HeldNotice } from './held-notice';
import { RunBulks } from './run-bulks';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';
import { TimelineStep } from './timeline-step';
import type { LiveRun } from './use-run-live';

interface Props {
  run: RunDetail;
  catalogue: readonly NodeDescriptor[];
  live: LiveRun;
}

/** The run as a story: each step with its times, attempts, reasons, and what came of it. */
export function Timeline({ run, catalogue, live }: Props) {
  const t = useTexts(runPageTexts);
  const text = useText();
  const { context } = useCommands();
  const selected = useCanvas(({ selection }) => selection.nodes[0]);
  const list = useRef<HTMLOListElement>(null);
  const steps = new Map(run.steps.map((step) => [step.nodeId, step]));
  const rows = live.walk.filter((id) => live.shown[id] !== undefined);

  useEffect(() => {
    if (selected === undefined) return;
    list.current
      ?.querySelector(`[data-step="${CSS.escape(selected)}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  const choose = (id: string) => {
    context.store.getState().select({ nodes: [id], edges: [] });
    revealNode(context, id);
  };
  return (
    <aside className={classes.timeline} aria-label={t('timeline')}>
      <h2 className={classes.heading}>{t('timeline')}</h2>
      <HeldNotice run={run} />
      <RunBulks run={run} />
      {run.againOf && (
        <Text size="sm" mb={8}>
          {t('otherRun')}{' '}
          <TextLink to="/runs/$runId" params={{ runId: run.againOf }}>
            {t('toOtherRun')}
          </TextLink>
        </Text>
      )}
      {run.status === 'failed' && run.failure && (
        <Alert
          color="red"
          variant="light"
          p="sm"
          icon={<IconAlertTriangle size={18} />}
          title={t('failedTitle')}
        >
          {text(run.failure.reason.message)}
          {run.failure.key !== undefined && (
            <>
              <br />
              <TextLink to="/runs" search={{ error: run.failure.key }}>
                {t('sameError')}
              </TextLink>
            </>
          )}
        </Alert>
      )}
      {rows.length === 0 && run.status !== 'held' && (
        <Text size="sm" c="dimmed">
          {t('waitingToBegin')}
        </Text>
      )}
      <ol className={classes.steps} ref={list} aria-live="polite">
        {rows.map((id) => {
          const mark = live.shown[id];
          const node = run.document.nodes.find((one) => one.id === id);
          return (
            mark && (
              <TimelineStep
                key={id}
                run={run}
                step={steps.get(id) ?? unread(id, node?.type ?? '')}
                mark={mark}
                node={node}
                descriptor={catalogue.find((descriptor) => descriptor.type === node?.type)}
                selected={id === selected}
                onSelect={() => choose(id)}
              />
            )
          );
        })}
      </ol>
    </aside>
  );
}

/** A step of which only an event has told so far. */
function unread(nodeId: string, type: string): StepView {
  return { nodeId, type, sentence: { en: '', nb: '' }, status: 'running', attempts: [] };
}
