import type { NodeDescriptor, RunDetail, Text as Words } from '@linkflow/contracts';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useReadOnlyCanvas, WorkflowView } from '../../../canvas/editor/workflow-view';
import { useTexts } from '../../../i18n';
import { usePageTitle } from '../../../shared/use-page-title';
import { RunHeader } from './run-header';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';
import { route } from './route';
import { Timeline } from './timeline';
import { useRunLive } from './use-run-live';

interface Props {
  run: RunDetail;
  catalogue: readonly NodeDescriptor[];
}

/** The page of a run that is there: the path lit on its workflow, and the story beside it. */
export function LoadedRun({ run, catalogue }: Props) {
  const t = useTexts(runPageTexts);
  const sentences = useMemo(() => sentencesOf(run), [run]);
  const { document, layout } = useStable(run);
  const canvas = useReadOnlyCanvas({ url: '', document, layout, sentences }, catalogue);
  const live = useRunLive(run, catalogue, canvas);
  usePageTitle(t('who', { name: run.contact?.name ?? run.recipient.email }));
  const selected = useStore(canvas, ({ selection }) => selection.nodes[0]);
  useStepInAddress(selected, (id) => canvas.getState().select({ nodes: [id], edges: [] }));
  return (
    <div className={classes.page}>
      <RunHeader run={run} />
      <WorkflowView store={canvas} beside={<Timeline run={run} catalogue={catalogue} live={live} />} />
    </div>
  );
}

/** The graph of a run never changes: reading the run again must not draw it again. */
function useStable(run: RunDetail): Pick<RunDetail, 'document' | 'layout'> {
  const [graph] = useState({ document: run.document, layout: run.layout });
  return graph;
}

function sentencesOf(run: RunDetail): Record<string, Words> {
  const told = Object.fromEntries(run.steps.map((step) => [step.nodeId, step.sentence]));
  return { ...run.sentences, ...told };
}

/** Keeps the selected step in the address, and selects the one that an address names. */
function useStepInAddress(selected: string | undefined, select: (id: string) => void): void {
  const { node } = route.useSearch();
  const navigate = route.useNavigate();
  const open = useEffectEvent(() => {
    if (node !== undefined) select(node);
  });
  const follow = useEffectEvent((next: string | undefined) => {
    if (next !== node) void navigate({ search: { node: next }, replace: true, resetScroll: false });
  });
  useEffect(() => open(), []);
  useEffect(() => {
    if (selected !== undefined) follow(selected);
  }, [selected]);
}
