import { ReactFlowProvider } from '@xyflow/react';
import { type ReactNode, useEffect, useState } from 'react';
import type { NodeDescriptor, Text, WorkflowDocument, WorkflowLayout } from '@linkflow/contracts';
import { ShortcutDialog } from '../commands/shortcut-dialog';
import { useCommandKeys } from '../commands/use-commands';
import { WorkflowFlow } from '../flow/workflow-flow';
import { draftOf } from '../model/draft';
import { type CanvasStore, createCanvasStore } from '../store/canvas-store';
import { CanvasProvider } from '../store/use-canvas';
import { CanvasToolbar, OverviewMap } from '../toolbar/canvas-toolbar';
import classes from './workflow-view.module.css';

interface ReadOnlyWorkflow {
  url: string;
  document: WorkflowDocument;
  layout: WorkflowLayout;
  sentences: Readonly<Record<string, Text>>;
}

/** A read-only canvas store for a version, a run, or a stored draft. */
export function useReadOnlyCanvas(
  shown: ReadOnlyWorkflow,
  catalogue: readonly NodeDescriptor[],
): CanvasStore {
  const [store] = useState(() =>
    createCanvasStore({
      draft: draftOf(shown),
      findings: findings(shown),
      catalogue,
      readOnly: true,
    }),
  );
  const { url, document, layout, sentences } = shown;
  useEffect(() => {
    const next = { url, document, layout, sentences };
    const state = store.getState();
    if (state.document !== document || state.url !== url) state.load(draftOf(next), findings(next));
    else store.setState({ sentences });
  }, [store, catalogue, url, document, layout, sentences]);
  return store;
}

const findings = ({ sentences }: ReadOnlyWorkflow) => ({ sentences, problems: [] });

interface Props {
  store: CanvasStore;
  /** Rendered beside the canvas, with access to its store. */
  beside?: ReactNode;
}

/** A read-only canvas. */
export function WorkflowView({ store, beside }: Props) {
  return (
    <CanvasProvider store={store}>
      <ReactFlowProvider>
        <CommandKeys />
        <div className={classes.view}>
          <div className={classes.canvas}>
            <WorkflowFlow>
              <CanvasToolbar />
              <OverviewMap />
            </WorkflowFlow>
          </div>
          {beside}
        </div>
        <ShortcutDialog />
      </ReactFlowProvider>
    </CanvasProvider>
  );
}

function CommandKeys() {
  useCommandKeys();
  return null;
}
