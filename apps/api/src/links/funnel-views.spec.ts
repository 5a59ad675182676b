import { expect, it } from 'vitest';
import { catalogue } from '@linkflow/actions';
import type { WorkflowDocument } from '@linkflow/contracts';
import { compileWorkflow } from '@linkflow/workflow';
import { funnelOf } from './funnel-views';

const interestId = 'a'.repeat(24);
/** click → a → b (switched off) → c; the response is no part of runs. */
const document: WorkflowDocument = {
  schemaVersion: 1,
  nodes: [
    { id: 'click', type: 'click', params: {} },
    { id: 'go', type: 'redirect', params: { url: 'https://example.com' } },
    { id: 'a', type: 'set-interest', params: { interestId } },
    { id: 'b', type: 'set-interest', params: { interestId }, disabled: true },
    { id: 'c', type: 'set-interest', params: { interestId } },
  ],
  edges: [
    { id: '0', from: { node: 'click', port: 'respond' }, to: 'go' },
    { id: '1', from: { node: 'click', port: 'then' }, to: 'a' },
    { id: '2', from: { node: 'a', port: 'next' }, to: 'b' },
    { id: '3', from: { node: 'b', port: 'next' }, to: 'c' },
  ],
};
const workflow = compileWorkflow(
  document,
  'https://example.com',
  catalogue({ repeatability: () => 'idempotent' }),
);
const none = { succeeded: 0, failed: 0, skipped: 0, cancelled: 0, review: 0 };
const nobody = { waiting: 0, retrying: 0, held: 0, working: 0, repeated: 0 };

it('a funnel has each step and arrow of the background lane, disabled steps as passed', () => {
  const counts = new Map([
    ['runs', 5],
    ['run:succeeded', 3],
    ['run:waiting', 2],
    ['run:ms:1', 3],
    ['node:a:succeeded', 3],
    ['node:a:waiting', 2],
    ['node:a:ms:1', 3],
    ['port:a:next', 3],
    ['port:a:next:ms:0', 3],
    ['node:c:succeeded', 3],
  ]);
  const funnel = funnelOf({ version: 2, document, workflow, counts });
  expect(funnel).toMatchObject({
    version: 2,
    runs: 5,
    succeeded: 3,
    failed: 0,
    cancelled: 0,
    review: 0,
    open: 2,
  });
  expect(funnel.nodes).toEqual([
    { nodeId: 'a', runs: 5, ...none, ...nobody, succeeded: 3, waiting: 2, time: { median: 1, p95: 1 } },
    { nodeId: 'b', runs: 3, ...none, ...nobody, skipped: 3, time: null },
    { nodeId: 'c', runs: 3, ...none, ...nobody, succeeded: 3, time: null },
  ]);
  expect(funnel.edges).toEqual([
    { nodeId: 'click', port: 'then', runs: 5, time: null },
    { nodeId: 'a', port: 'next', runs: 3, time: { median: 0, p95: 0 } },
    { nodeId: 'b', port: 'next', runs: 3, time: null },
  ]);
});

it('a version without runs has a funnel of zeros', () => {
  const funnel = funnelOf({ version: 1, document, workflow, counts: undefined });
  expect(funnel).toMatchObject({ runs: 0, open: 0, time: null });
  expect(funnel.nodes.map(({ runs }) => runs)).toEqual([0, 0, 0]);
});
