import { waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { WorkflowView } from '../editor/workflow-view';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { createCanvasStore } from '../store/canvas-store';
import { renderCanvas } from '../testing';
import { nodeElement } from './viewport';

const catalogue = aCatalogue();
const aStore = () =>
  createCanvasStore({
    draft: aDraft(
      aDocument([aNode('a', 'set-interest', { interestId: 'i' })], [anEdge('click', 'then', 'a')]),
    ),
    findings: { sentences: {}, problems: [] },
    catalogue,
    readOnly: true,
  });

describe('two canvases in one page, such as an editor and a preview above it', () => {
  it('each find their own steps and their own place in the window', async () => {
    const [editor, preview] = [aStore(), aStore()];
    renderCanvas(
      <>
        <WorkflowView store={editor} />
        <WorkflowView store={preview} />
      </>,
    );
    await waitFor(() => expect(document.querySelectorAll('.react-flow__node[data-id="a"]')).toHaveLength(2));
    const panes = [...document.querySelectorAll('.react-flow')];
    for (const [index, store] of [editor, preview].entries()) {
      expect(store.getState().pane).toBe(panes[index]);
      expect(panes[index]?.contains(nodeElement({ store }, 'a'))).toBe(true);
    }
  });
});
