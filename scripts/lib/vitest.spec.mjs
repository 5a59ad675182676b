import { expect, it } from 'vitest';
import { groupsToRun, splitArguments } from './vitest.mjs';

it('tells filters, groups and what vitest shall get apart', () => {
  const args = ['canvas', '--project', 'unit', '-t', 'draws', '--project=e2e', '--full', '--bail=1', 'runs'];
  expect(splitArguments(args)).toEqual({
    filters: ['canvas', 'runs'],
    projects: ['unit', 'e2e'],
    others: ['-t', 'draws', '--bail=1'],
    full: true,
  });
});

it('leaves out the groups that have no file for a filter', async () => {
  const groups = await groupsToRun([], ['./scripts/lib/vitest.spec.mjs:12']);
  expect(groups).toEqual([{ name: 'unit', files: ['scripts/lib/vitest.spec.mjs'] }]);
  expect(await groupsToRun(['e2e'], ['scripts/lib/vitest'])).toEqual([]);
});
