import { ReactFlowProvider } from '@xyflow/react';
import { type ReactNode, useEffect, useState } from 'react';
import type { NodeDescriptor } from '@linkflow/contracts';
import { useCommandKeys } from '../commands/use-commands';
import { SkipToCanvas } from '../flow/skip-to-canvas';
import { WorkflowFlow } from '../flow/workflow-flow';
import type { Draft } from '../model/draft';
import type { Figures } from '../model/flow-graph';
import { type CanvasStore, createCanvasStore, type Findings } from '../store/canvas-store';
import { CanvasProvider } from '../store/use-canvas';
import { CanvasToolbar, OverviewMap } from '../toolbar/canvas-toolbar';
import { ShortcutDialog } from './lazy-editor-parts';
import classes from './workflow-view.module.css';

/**
 * Creates a read-only canvas store for the given version, run or draft, and updates it when the draft changes.
 * @param figures what the page adds to cards and arrows
 */
export function useReadOnlyCanvas(
  { url, document, layout, sentences }: Draft & Pick<Findings, 'sentences'>,
  catalogue: readonly NodeDescriptor[],
  figures: Figures | null = null,
): CanvasStore {
  const [store] = useState(() => {
    const created = createCanvasStore({
      draft: { url, document, layout },
      findings: { sentences, problems: [] },
      catalogue,
      readOnly: true,
    });
    // At once, so that the cards are measured with what is added to them.
    created.setState({ figures });
    return created;
  });
  useEffect(() => {
    const state = store.getState();
    if (state.document !== document || state.url !== url)
      state.adopt({ url, document, layout }, { sentences, problems: [] });
    else store.setState({ sentences });
  }, [store, url, document, layout, sentences]);
  return store;
}

interface Props {
  store: CanvasStore;
  /** Content beside the canvas, for example the timeline of a run. Its components can use the canvas store. */
  beside?: ReactNode;
  /** Set if the canvas is the main content of a page: it then gets a skip link. */
  skipLink?: boolean;
}

/** Shows a read-only canvas with its toolbar and shortcuts. */
export function WorkflowView({ store, beside, skipLink = false }: Props) {
  return (
    <CanvasProvider store={store}>
      <ReactFlowProvider>
        <CommandKeys />
        {skipLink && <SkipToCanvas />}
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
