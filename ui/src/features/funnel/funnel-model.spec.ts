import { expect, it } from 'vitest';
import type { VersionFunnel } from '@linkflow/contracts';
import { edgeIn, indexOf, widthOf } from './funnel-model';

const funnel: VersionFunnel = {
  version: 1,
  runs: 10,
  succeeded: 10,
  failed: 0,
  cancelled: 0,
  review: 0,
  open: 0,
  time: null,
  nodes: [],
  edges: [{ nodeId: 'if', port: 'yes', runs: 4, time: null }],
};

it('finds the numbers of an arrow by where it leaves, so that both versions of it are found', () => {
  expect(edgeIn(indexOf(funnel), { from: { node: 'if', port: 'yes' } })?.runs).toBe(4);
  expect(edgeIn(indexOf(funnel), { from: { node: 'if', port: 'no' } })).toBeUndefined();
});

it('draws an arrow that all runs took the thickest, and one that none took not at all', () => {
  expect([widthOf(10, 10), widthOf(5, 10), widthOf(0, 10), widthOf(0, 0)]).toEqual([13, 7.75, 0, 0]);
});
