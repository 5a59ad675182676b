import { configure, render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { ReactFlowProvider } from '@xyflow/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import type { DraftView, FactDescriptor, NodeDescriptor, SessionView } from '@linkflow/contracts';
import { type Api, Providers, type SentRequest, serveApi } from '../testing';
import { useLocalChecks } from './editor/local-checks';
import type { Draft } from './model/draft';
import { aCatalogue, aDraft } from './model/testing';
import { type CanvasStore, createCanvasStore } from './store/canvas-store';
import { CanvasProvider } from './store/use-canvas';

// Longer timeouts than the defaults: test files run in parallel, and on a busy machine a test takes several times as long as usual.
configure({ asyncUtilTimeout: 5_000 });
vi.setConfig({ testTimeout: 20_000 });

// jsdom has no DOMMatrixReadOnly, from which React Flow reads the zoom (`m22`).
vi.stubGlobal(
  'DOMMatrixReadOnly',
  class {
    m22 = 1;
  },
);

/** A signed-in user who may edit links. */
export const aMarketer = (): SessionView => ({
  userId: 'u1',
  name: 'Ingrid Dahl',
  email: 'ingrid@example.com',
  roles: ['marketer'],
  language: 'en',
  shownClicks: 'people',
  timeZone: 'Europe/Oslo',
  clickUrl: 'https://click.example',
});

export interface CanvasOptions {
  draft?: Draft;
  catalogue?: readonly NodeDescriptor[];
  facts?: readonly FactDescriptor[];
  /** Responds to all API requests except `/api/facts`. */
  api?: Api;
  readOnly?: boolean;
  /** Edits the workflow of a form and not of a link. */
  ofForm?: boolean;
  /** The signed-in user. */
  session?: SessionView;
  /** Id of the node that is selected at first. */
  selected?: string;
  /** Members of the server's draft, such as its revision and who saved it, for components that validate or save the draft. */
  saved?: Partial<DraftView>;
}

interface RenderedCanvas {
  store: CanvasStore;
  user: UserEvent;
  sent: SentRequest[];
  /** Returns the current parameters of a node. */
  params(nodeId: string): Record<string, unknown>;
}

/** Renders components with a canvas store and all other providers. The draft is validated after each change, as in the editor. */
export function renderCanvas(children: ReactNode, options: CanvasOptions = {}): RenderedCanvas {
  const {
    draft = aDraft(),
    catalogue = aCatalogue(),
    facts = [],
    readOnly = false,
    selected,
    ofForm,
  } = options;
  const sent = serveApi((request) => (request.path === '/api/facts' ? facts : options.api?.(request)));
  const store = createCanvasStore({
    ...(ofForm ? { formId: 'form' } : { linkId: 'link' }),
    draft,
    findings: { problems: [], sentences: {} },
    catalogue,
    readOnly,
  });
  if (selected !== undefined) store.getState().select({ nodes: [selected] });
  render(
    <Providers session={options.session}>
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

/** Builds the API's representation of a draft. `part` replaces members. */
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
