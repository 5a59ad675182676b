import type { WorkflowDocument, WorkflowNode } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGraph } from '../checks/check-graph';
import { aWorkflow } from '../testing/builders';
import { CATALOGUE } from '../testing/catalogue';
import { ACTION_TABS, activeTabs, FINAL_ANSWERS, type LinkTabs, TYPES_OF_TAB } from './link-tabs';
import { withoutStep, withStep } from './link-tabs';
import { readTabs, writeTabs } from './straight-line';

const DESCRIPTORS = new Map(CATALOGUE.map((descriptor) => [descriptor.type, descriptor]));
let lastId = 0;
const newId = () => `new${++lastId}`;
const write = (document: WorkflowDocument, tabs: LinkTabs) =>
  writeTabs(document, tabs, { catalogue: CATALOGUE, newId });
const read = (document: WorkflowDocument): LinkTabs => {
  const reading = readTabs(document, CATALOGUE);
  if (!reading.ok) throw new Error(reading.reason.message.en);
  return reading.tabs;
};
const graphProblems = (document: WorkflowDocument) => checkGraph(document, DESCRIPTORS);

/** A node with everything that a document can say about it, also what its type does not know. */
const aNode = (types: fc.Arbitrary<string>) =>
  fc.record(
    {
      type: types,
      params: fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
      label: fc.string({ maxLength: 10 }),
      disabled: fc.boolean(),
      policy: fc.record({
        attempts: fc.integer({ min: 1, max: 20 }),
        onError: fc.constantFrom('stop' as const, 'continue' as const, 'branch' as const),
      }),
      repeat: fc.constantFrom({ kind: 'every-click' as const }, { kind: 'once-per-days' as const, days: 3 }),
    },
    { requiredKeys: ['type', 'params'] },
  );
const BACKGROUND = [
  ...ACTION_TABS.filter((tab) => tab !== 'response').flatMap((tab) => TYPES_OF_TAB[tab]),
  // Steps that only the canvas edits, and one of a later version.
  'wait',
  'call-webhook',
  'from-the-future',
].filter((type) => type !== 'return-script');
const SOME_ANSWERS = fc
  .tuple(fc.shuffledSubarray(['confirm', 'return-script']), fc.subarray([...FINAL_ANSWERS], { maxLength: 1 }))
  .map(([first, last]) => [...first, ...last]);

/** A chain in the order of a document, with its ids and its arrows in any order. */
const straightLine: fc.Arbitrary<WorkflowDocument> = fc
  .tuple(
    SOME_ANSWERS.chain((types) => fc.tuple(...types.map((type) => aNode(fc.constant(type))))),
    fc.array(aNode(fc.constantFrom(...BACKGROUND)), { maxLength: 12 }),
    fc.option(aNode(fc.constant('stop'))),
    fc.infiniteStream(fc.integer()),
  )
  .map(([answer, steps, stop, random]) => {
    const nodes = [...answer, ...steps, ...(stop ? [stop] : [])].map((node, at): WorkflowNode => ({
      ...node,
      id: `n${at}`,
    }));
    const shuffled = <T>(list: T[]): T[] =>
      list
        .map((item) => ({ item, at: random.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item);
    const tabs = { answer: nodes.slice(0, answer.length), steps: nodes.slice(answer.length) };
    const { edges } = write({ ...aWorkflow(), nodes: [...aWorkflow().nodes, ...nodes] }, tabs);
    return {
      schemaVersion: 1,
      nodes: shuffled([...aWorkflow().nodes, ...nodes]),
      edges: shuffled(edges.map((edge) => ({ ...edge, id: `e${edge.from.node}-${edge.from.port}` }))),
    };
  });

const RUNS = { numRuns: 500 };

describe('a straight line in the tabs', () => {
  it('comes back as it was, with everything that the tabs do not show', () => {
    fc.assert(
      fc.property(straightLine, (document) => {
        expect(graphProblems(document)).toEqual([]);
        expect(write(document, read(document))).toStrictEqual(document);
      }),
      RUNS,
    );
  });

  it('is the same after a step was added and removed again', () => {
    fc.assert(
      fc.property(straightLine, aNode(fc.constantFrom(...BACKGROUND)), (document, node) => {
        const added = { ...node, id: 'added' };
        const larger = write(document, withStep(read(document), added));
        expect(graphProblems(larger)).toEqual([]);
        expect(read(larger).steps).toContainEqual(added);
        const back = write(larger, withoutStep(read(larger), 'added'));
        expect(read(back)).toEqual(read(document));
        expect(back.nodes).toEqual(document.nodes);
      }),
      RUNS,
    );
  });

  it('has a sound graph whatever was added to it and removed from it', () => {
    const types = [...BACKGROUND, ...FINAL_ANSWERS, 'confirm', 'return-script'];
    const change = fc.oneof(
      aNode(fc.constantFrom(...types)).map((node) => ({ add: node })),
      fc.nat(15).map((at) => ({ removeAt: at })),
    );
    fc.assert(
      fc.property(straightLine, fc.array(change, { maxLength: 12 }), (before, changes) => {
        let document = before;
        changes.forEach((each, at) => {
          const tabs = read(document);
          const all = [...tabs.answer, ...tabs.steps];
          // The tabs offer what they show only once.
          if ('add' in each && all.some(({ type }) => type === each.add.type)) return;
          const next =
            'add' in each
              ? withStep(tabs, { ...each.add, id: `added${at}` })
              : withoutStep(tabs, all[each.removeAt]?.id ?? '');
          document = write(document, next);
          expect(read(document)).toEqual(next);
          expect(graphProblems(document)).toEqual([]);
        });
      }),
      RUNS,
    );
  });

  it('places steps in the order of the tabs: what removes comes before what adds', () => {
    const types = Object.values(TYPES_OF_TAB).flat();
    fc.assert(
      fc.property(fc.shuffledSubarray(types, { minLength: types.length }), (shuffled) => {
        const empty: LinkTabs = { answer: [], steps: [] };
        const tabs = shuffled.reduce(
          (before, type) => withStep(before, { id: type, type, params: {} }),
          empty,
        );
        const last = shuffled.findLast((type) => FINAL_ANSWERS.some((final) => final === type));
        expect(tabs.answer.map(({ type }) => type)).toEqual(['confirm', 'return-script', last]);
        expect(tabs.steps.map(({ type }) => type)).toEqual([
          'set-field',
          'remove-interest',
          'set-interest',
          'remove-from-selection',
          'add-to-selection',
          'remove-from-project',
          'add-to-project',
          'create-follow-up',
          'create-request',
          'run-script',
        ]);
      }),
    );
  });

  it('marks the tabs whose steps are turned on', () => {
    const off = { type: 'create-request', disabled: true };
    const document = aWorkflow(
      { a: 'set-interest', b: off, c: 'wait', t: 'show-text' },
      'click.respond > t',
      'click.then > a',
      'a.next > b',
      'b.next > c',
    );
    expect([...activeTabs(read(document))].sort()).toEqual(['interests', 'response']);
  });
});

describe('a workflow that is no straight line', () => {
  const branch = { onError: 'branch' as const };
  it.each([
    ['decides', 'a', aWorkflow({ a: 'condition' }, 'click.then > a')],
    ['decides', 'a', aWorkflow({ a: 'condition', b: 'wait' }, 'click.then > a', 'a.yes > b')],
    [
      'failure-path',
      'a',
      aWorkflow({ a: { type: 'wait', policy: branch }, b: 'wait' }, 'click.then > a', 'a.error > b'),
    ],
    ['joins', 'b', aWorkflow({ b: 'stop' }, 'click.then > b', 'click.respond > b')],
    ['loose', 'a', aWorkflow({ a: 'wait' })],
    ['place', 'a', aWorkflow({ a: 'stop' }, 'click.respond > a')],
    ['place', 'b', aWorkflow({ b: 'redirect' }, 'click.then > b')],
    ['place', 'b', aWorkflow({ a: 'confirm', b: 'confirm' }, 'click.respond > a', 'a.confirmed > b')],
    ['fault', undefined, aWorkflow({ a: 'wait' }, 'click.then > a', 'a.next > gone')],
    ['fault', undefined, { ...aWorkflow(), nodes: [] }],
  ])('is left to the canvas: %s', (code, nodeId, document) => {
    const reading = readTabs(document, CATALOGUE);
    expect(reading).toMatchObject({ ok: false, reason: { code, ...(nodeId !== undefined && { nodeId }) } });
  });

  it('is named by the step that is the reason, in both languages', () => {
    const document = aWorkflow({ a: { type: 'condition', label: 'Norge' } }, 'click.then > a');
    const reading = readTabs(document, CATALOGUE);
    expect(reading.ok ? null : reading.reason.message).toEqual({
      en: '“Norge” chooses between several paths.',
      nb: '«Norge» velger mellom flere veier.',
    });
  });
});
