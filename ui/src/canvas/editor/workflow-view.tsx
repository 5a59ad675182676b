import { ReactFlowProvider } from '@xyflow/react';
import { type ReactNode, useEffect, useState } from 'react';
import type { NodeDescriptor } from '@linkflow/contracts';
import { ShortcutDialog } from '../commands/shortcut-dialog';
import { useCommandKeys } from '../commands/use-commands';
import { WorkflowFlow } from '../flow/workflow-flow';
import type { Draft } from '../model/draft';
import { type CanvasStore, createCanvasStore, type Findings } from '../store/canvas-store';
import { CanvasProvider } from '../store/use-canvas';
import { CanvasToolbar, OverviewMap } from '../toolbar/canvas-toolbar';
import classes from './workflow-view.module.css';

/** A read-only canvas store for a version, a run, or a stored draft. */
export function useReadOnlyCanvas(
  { url, document, layout, sentences }: Draft & Pick<Findings, 'sentences'>,
  catalogue: readonly NodeDescriptor[],
): CanvasStore {
  const [store] = useState(() =>
    createCanvasStore({
      draft: { url, document, layout },
      findings: { sentences, problems: [] },
      catalogue,
      readOnly: true,
    }),
  );
  useEffect(() => {
    const state = store.getState();
    if (state.document !== document || state.url !== url)
      state.load({ url, document, layout }, { sentences, problems: [] });
    else store.setState({ sentences });
  }, [store, url, document, layout, sentences]);
  return store;
}

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
