import { act, render, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { WorkflowProblem } from '@linkflow/contracts';
import { Providers, serveApi } from '../../testing';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { createCanvasStore } from '../store/canvas-store';
import { CanvasProvider } from '../store/use-canvas';
import { aDraftView } from '../testing';
import { LocalFindings } from './local-checks';

const draft = aDraft(aDocument([aNode('a', 'set-interest')], [anEdge('click', 'then', 'a')]));
const problem: WorkflowProblem = {
  code: 'target.missing',
  severity: 'error',
  nodeId: 'a',
  message: { en: 'As the server says', nb: 'Slik tjeneren sier' },
};

it('the problems that the server has found hold until the first change of the draft', async () => {
  const sent = serveApi(({ path }) => (path === '/api/facts' ? [] : undefined));
  const catalogue = aCatalogue();
  const findings = { problems: [problem], sentences: {} };
  const store = createCanvasStore({ linkId: 'link', draft, findings, catalogue, readOnly: false });
  render(
    <Providers>
      <CanvasProvider store={store}>
        <LocalFindings serverDraft={aDraftView(draft, findings)} />
      </CanvasProvider>
    </Providers>,
  );
  // The sentences are written when the facts have arrived, and with them the checks could run.
  await waitFor(() => expect(store.getState().sentences).toHaveProperty('a'));
  expect(sent.map(({ path }) => path)).toContain('/api/facts');
  expect(store.getState().problems).toEqual([problem]);
  act(() => void store.getState().edit({ op: 'set-label', nodeId: 'a', label: 'Interest' }));
  await waitFor(() => expect(store.getState().problems).not.toContainEqual(problem));
});
