import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useState, type ReactNode } from 'react';
import type { NodeDescriptor, Text, WorkflowDocument, WorkflowLayout } from '@linkflow/contracts';
import { ShortcutSheet } from '../commands/shortcut-sheet';
import { useCommandKeys } from '../commands/use-command-keys';
import { WorkflowFlow } from '../flow/workflow-flow';
import { draftOf } from './draft-sync';
import { CanvasProvider } from '../store/canvas-context';
import { createCanvasStore, type CanvasStore } from '../store/create-canvas-store';
import { CanvasToolbar } from '../toolbar/canvas-toolbar';
import { OverviewMap } from '../toolbar/overview-map';
import classes from './workflow-view.module.css';

interface Shown {
  url: string;
  document: WorkflowDocument;
  layout: WorkflowLayout;
  sentences: Readonly<Record<string, Text>>;
}

/** A canvas to look at only: the store behind a version, a run, or a draft that lies aside. */
export function useReadOnlyCanvas(shown: Shown, catalogue: readonly NodeDescriptor[]): CanvasStore {
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
    if (state.document !== document || state.url !== url) state.adopt(draftOf(next), findings(next));
    else state.find({ sentences });
  }, [store, catalogue, url, document, layout, sentences]);
  return store;
}

const findings = ({ sentences }: Shown) => ({ sentences, problems: [] });

interface Props {
  store: CanvasStore;
  /** Stands beside the canvas and may use it. */
  beside?: ReactNode;
}

/** The same canvas as the editor's, without anything that changes it. */
export function WorkflowView({ store, beside }: Props) {
  return (
    <CanvasProvider store={store}>
      <ReactFlowProvider>
        <Keys />
        <div className={classes.view}>
          <div className={classes.canvas}>
            <WorkflowFlow>
              <CanvasToolbar />
              <OverviewMap />
            </WorkflowFlow>
          </div>
          {beside}
        </div>
        <ShortcutSheet />
      </ReactFlowProvider>
    </CanvasProvider>
  );
}

function Keys() {
  useCommandKeys();
  return null;
}
