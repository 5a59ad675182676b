import { configure, render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { ReactFlowProvider } from '@xyflow/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import type { DraftView, FactDescriptor, NodeDescriptor } from '@linkflow/contracts';
import { type Api, Providers, type SentRequest, serveApi } from '../testing';
import { useLocalChecks } from './editor/draft-session';
import type { Draft } from './model/draft';
import { aCatalogue, aDraft } from './model/testing';
import { type CanvasStore, createCanvasStore } from './store/canvas-store';
import { CanvasProvider } from './store/use-canvas';

// Tests run in parallel with others: a loaded machine may take several times as long as usual.
configure({ asyncUtilTimeout: 5_000 });
vi.setConfig({ testTimeout: 20_000 });

// jsdom has no DOMMatrixReadOnly; React Flow reads the zoom level from it.
vi.stubGlobal(
  'DOMMatrixReadOnly',
  class {
    m22 = 1;
  },
);

export interface CanvasOptions {
  draft?: Draft;
  catalogue?: readonly NodeDescriptor[];
  facts?: readonly FactDescriptor[];
  /** The API besides `/api/facts`. */
  api?: Api;
  readOnly?: boolean;
  /** The selected node. */
  selected?: string;
  /** The revision, and who saved it, for components that check or save the draft. */
  saved?: Partial<DraftView>;
}

interface RenderedCanvas {
  store: CanvasStore;
  user: UserEvent;
  sent: SentRequest[];
  /** The current parameters of a node. */
  params(nodeId: string): Record<string, unknown>;
}

/** Renders components inside a canvas. The draft is validated while it changes, as in the editor. */
export function renderCanvas(children: ReactNode, options: CanvasOptions = {}): RenderedCanvas {
  const { draft = aDraft(), catalogue = aCatalogue(), facts = [], readOnly = false, selected } = options;
  const sent = serveApi((request) => (request.path === '/api/facts' ? facts : options.api?.(request)));
  const store = createCanvasStore({
    linkId: 'link',
    draft,
    findings: { problems: [], sentences: {} },
    catalogue,
    readOnly,
  });
  if (selected !== undefined) store.getState().select({ nodes: [selected] });
  render(
    <Providers>
      <CanvasProvider store={store}>
        <ReactFlowProvider>
          <LocalChecks draft={aDraftView(draft, options.saved)} />
          {children}
        </ReactFlowProvider>
      </CanvasProvider>
    </Providers>,
  );
  return {
    store,
    sent,
    user: userEvent.setup({ delay: null }),
    params: (nodeId) => store.getState().document.nodes.find(({ id }) => id === nodeId)?.params ?? {},
  };
}

function LocalChecks({ draft }: { draft: DraftView }) {
  useLocalChecks(draft);
  return null;
}

/** A draft as the API returns it. */
export function aDraftView(draft: Draft, part: Partial<DraftView> = {}): DraftView {
  return {
    ...draft,
    revision: 1,
    savedAt: '2027-03-14T09:41:00Z',
    savedBy: { id: 'u1', name: 'Ingrid' },
    problems: [],
    sentences: {},
    ...part,
  };
}
