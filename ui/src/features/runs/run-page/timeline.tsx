import {
  ROUTES,
  type NodeDescriptor,
  type PauseScope,
  type RunDetail,
  type StepView,
} from '@linkflow/contracts';
import { stepFactsAt } from '@linkflow/workflow';
import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { usePauses } from '../../../api/ops';
import { useCan } from '../../../api/session';
import { useCommands } from '../../../canvas/commands/use-commands';
import { useDocumentTargets } from '../../../canvas/editor/document-targets';
import { revealNode } from '../../../canvas/flow/viewport';
import { useCanvas } from '../../../canvas/store/use-canvas';
import { useText, useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { TimeAgo } from '../../../shared/time-ago';
import { VerdictWhy } from '../../../shared/verdict/verdict-why';
import { bulkTexts } from '../bulk.texts';
import { useTypeName } from '../run-labels';
import { DoubtNotice } from './doubt-notice';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';
import { TimelineStep } from './timeline-step';
import type { LiveRun } from './use-run-live';

interface Props {
  run: RunDetail;
  catalogue: readonly NodeDescriptor[];
  live: LiveRun;
}

/** The steps of a run with times, attempts, reasons and outputs. */
export function Timeline({ run, catalogue, live }: Props) {
  const t = useTexts(runPageTexts);
  const text = useText();
  const { context } = useCommands();
  const selected = useCanvas(({ selection }) => selection.nodes[0]);
  const list = useRef<HTMLOListElement>(null);
  const targets = useDocumentTargets(run.document, catalogue);
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
      {run.hold ? <DoubtNotice run={run} hold={run.hold} /> : <HeldNotice run={run} />}
      {run.verdict && <VerdictWhy clickId={run.trigger.id} verdict={run.verdict} />}
      <RunBulks run={run} />
      {run.rerunOf && (
        <Text size="sm" mb={8}>
          {t('otherRun')}{' '}
          <TextLink to="/runs/$runId" params={{ runId: run.rerunOf }}>
            {t('toOtherRun')}
          </TextLink>
        </Text>
      )}
      {run.status === 'failed' && run.failure && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t('failedTitle')}>
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
          const state = live.shown[id];
          const node = run.document.nodes.find((one) => one.id === id);
          return (
            state && (
              <TimelineStep
                key={id}
                run={run}
                step={steps.get(id) ?? unloadedStep(id, node?.type ?? '')}
                state={state}
                node={node}
                descriptor={catalogue.find((descriptor) => descriptor.type === node?.type)}
                targets={targets}
                stepFacts={stepFactsAt(run.document, id, { catalogue, ...targets })}
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

/** Returns a placeholder for a step that a live event has reported, but that the loaded run does not contain yet. */
function unloadedStep(nodeId: string, type: string): StepView {
  return { nodeId, type, sentence: { en: '', nb: '' }, status: 'running', attempts: [] };
}

/** If a pause holds the run, shows which one, and its note. */
function HeldNotice({ run }: { run: RunDetail }) {
  const t = useTexts(runPageTexts);
  const mayRead = useCan()(ROUTES.ops.overview);
  const typeName = useTypeName();
  const held = run.status === 'held' && run.heldBy !== undefined;
  const pause = usePauses(held).data?.find(({ key }) => key === run.heldBy);
  if (!held || run.heldBy === undefined) return null;
  const { kind, about } = pauseKind(run.heldBy);
  return (
    <Alert mb={8} color="yellow" icon={<IconPlayerPause size={18} />} title={t('heldTitle')}>
      {t(`held.${kind}`, { name: kind === 'workflow' ? (run.context.link?.name ?? '') : typeName(about) })}{' '}
      {pause && pause.note !== '' && `${pause.note} (${pause.by.name}). `}
      {t('heldThen')} {mayRead && <TextLink to="/ops/pauses">{t('toPauses')}</TextLink>}
    </Alert>
  );
}

/** Parses the key of a pause: `all`, `workflow:<owner>` or `action:<type>`. */
export function pauseKind(key: string): { kind: PauseScope['kind']; about: string } {
  const [word = '', about = ''] = key.split(':');
  return { kind: word === 'workflow' || word === 'action' ? word : 'all', about };
}

/** Lists the bulk operations that were applied to the run. */
function RunBulks({ run: { bulks = [] } }: { run: RunDetail }) {
  const t = useTexts(runPageTexts);
  const verbs = useTexts(bulkTexts);
  const mayRead = useCan()(ROUTES.bulks.get);
  return bulks.map(({ id, verb, at, by }) => (
    <Text key={id} size="sm" c="dimmed" mb={8} data-testid="run-bulk">
      {mayRead ? (
        <TextLink to="/ops/bulks/$bulkId" params={{ bulkId: id }}>
          {t('inBulk', { verb: verbs(`verbs.${verb}`) })}
        </TextLink>
      ) : (
        t('inBulk', { verb: verbs(`verbs.${verb}`) })
      )}{' '}
      · {by.name}, <TimeAgo at={at} />
    </Text>
  ));
}
