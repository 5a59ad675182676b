import { ROUTES, type NodeDescriptor, type RunDetail, type Text as Words } from '@linkflow/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useRoute } from '../../../api/use-route';
import { useReadOnlyCanvas, WorkflowView } from '../../../canvas/editor/workflow-view';
import { useTexts } from '../../../i18n';
import {
  ListLink,
  PageFailure,
  RecordPage,
  usePageTitle,
  WorkflowPageSkeleton,
} from '../../../shared/page-header';
import { subjectName } from '../run-labels';
import { RunHeader } from './run-header';
import { runPageTexts } from './run-page.texts';
import { Timeline } from './timeline';
import { useRunLive } from './use-run-live';

const route = getRouteApi('/shell/runs/$runId');

/** The page of a run: its path through the workflow on the canvas, and a timeline of its steps. */
export function RunPage() {
  const t = useTexts(runPageTexts);
  const { runId } = route.useParams();
  const run = useRoute(ROUTES.runs.get, { params: { id: runId } });
  const catalogue = useRoute(ROUTES.catalogue.actions);
  if (run.data && catalogue.data) {
    return <LoadedRun key={runId} run={run.data} catalogue={catalogue.data} />;
  }
  const failed = run.data ? catalogue : run;
  if (failed.error) {
    const crumbs = <ListLink to="/runs">{t('crumb')}</ListLink>;
    return <PageFailure crumbs={crumbs} title={t('crumb')} query={failed} gone={t('gone')} />;
  }
  return <WorkflowPageSkeleton />;
}

interface Props {
  run: RunDetail;
  catalogue: readonly NodeDescriptor[];
}

/** The page of a loaded run. */
function LoadedRun({ run, catalogue }: Props) {
  const t = useTexts(runPageTexts);
  const sentences = useMemo(() => sentencesOf(run), [run]);
  const { document, layout } = useStable(run);
  const canvas = useReadOnlyCanvas({ url: '', document, layout, sentences }, catalogue);
  const live = useRunLive(run, catalogue, canvas);
  usePageTitle(t('who', { name: subjectName(run) }));
  const selected = useStore(canvas, ({ selection }) => selection.nodes[0]);
  useStepInAddress(selected, (id) => canvas.getState().select({ nodes: [id], edges: [] }));
  return (
    <RecordPage>
      <RunHeader run={run} />
      <WorkflowView
        store={canvas}
        beside={<Timeline run={run} catalogue={catalogue} live={live} />}
        skipLink
      />
    </RecordPage>
  );
}

/**
 * Returns the same document and layout objects after each reload of the run, so that the canvas is not built again. Their content
 * never changes.
 */
function useStable(run: RunDetail): Pick<RunDetail, 'document' | 'layout'> {
  const [graph] = useState({ document: run.document, layout: run.layout });
  return graph;
}

function sentencesOf(run: RunDetail): Record<string, Words> {
  const reached = Object.fromEntries(run.steps.map((step) => [step.nodeId, step.sentence]));
  return { ...run.sentences, ...reached };
}

/** Writes the id of the selected step to the URL. When the page opens, selects the step that the URL names. */
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
