import { MAX_NODES, type WorkflowDocument, type WorkflowEdit } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGraph } from '../checks/check-graph';
import { edgesFrom, graphOf, portsOf } from '../graph';
import { aWorkflow } from '../testing/builders';
import { CATALOGUE } from '../testing/catalogue';
import { applyEdit } from './apply-edit';
import { insertAfter, removeAndHeal } from './gestures';
import { mergeDrafts, type DraftContent } from './merge-drafts';
import type { MergeSide } from './merge-plan';
import { sameJson } from './same-json';

const aDraft = (document: WorkflowDocument, part: Partial<DraftContent> = {}): DraftContent => ({
  url: 'https://example.com',
  document,
  layout: {
    positions: Object.fromEntries(document.nodes.map(({ id }, index) => [id, { x: 0, y: index * 100 }])),
    notes: [],
  },
  ...part,
});
const edited = (draft: DraftContent, ...edits: WorkflowEdit[]): DraftContent => {
  const result = applyEdit(draft, { op: 'batch', edits }, CATALOGUE);
  if (!result.ok) throw new Error(result.problem.code);
  return { url: draft.url, document: result.document, layout: result.layout };
};
const without = (draft: DraftContent, ...ids: string[]): DraftContent =>
  edited(draft, removeAndHeal(draft, ids, { catalogue: CATALOGUE }));
const inserted = (draft: DraftContent, after: string, id: string, port = 'next'): DraftContent =>
  edited(
    draft,
    insertAfter(
      draft,
      { node: after, port },
      { id, type: 'wait', params: {} },
      { catalogue: CATALOGUE, newId: () => `${id}-out` },
    ),
  );
const titled = (nodeId: string, title: string): WorkflowEdit => ({
  op: 'set-params',
  nodeId,
  params: { title },
});
const arrows = ({ document }: DraftContent) =>
  document.edges.map((edge) => `${edge.from.node}.${edge.from.port} > ${edge.to}`).sort();
const node = ({ document }: DraftContent, id: string) => graphOf(document).nodes.get(id);

const chain = aDraft(
  aWorkflow({ a: 'wait', b: 'wait', c: 'wait' }, 'click.then > a', 'a.next > b', 'b.next > c'),
);
function merge(
  mine: DraftContent,
  theirs: DraftContent,
  {
    base = chain,
    ...more
  }: { base?: DraftContent; sent?: DraftContent; choices?: [string, MergeSide][] } = {},
) {
  const result = mergeDrafts({
    base,
    mine,
    theirs,
    sent: more.sent,
    catalogue: CATALOGUE,
    choices: new Map(more.choices),
  });
  return { ...result, asked: result.conflicts.map(({ id }) => id) };
}

describe('a merge of two drafts', () => {
  it('combines changes of different nodes, the address and the wiring', () => {
    const mine = { ...edited(chain, titled('a', 'mine')), url: 'https://example.com/mine' };
    const theirs = inserted(edited(chain, titled('b', 'theirs')), 'c', 'd');
    const { draft, asked } = merge(mine, theirs);
    expect(asked).toEqual([]);
    expect([node(draft, 'a')?.params, node(draft, 'b')?.params]).toEqual([
      { title: 'mine' },
      { title: 'theirs' },
    ]);
    expect(draft.url).toBe('https://example.com/mine');
    expect(arrows(draft)).toEqual(['a.next > b', 'b.next > c', 'c.next > d', 'click.then > a']);
  });

  it('combines a change of a node with a step that was added after it', () => {
    const { draft, asked } = merge(edited(chain, titled('a', 'mine')), inserted(chain, 'a', 'd'));
    expect(asked).toEqual([]);
    expect(arrows(draft)).toContain('a.next > d');
    expect(node(draft, 'a')?.params).toEqual({ title: 'mine' });
  });

  it('asks about a node that both changed, and takes the chosen one', () => {
    const mine = edited(chain, titled('a', 'mine'), titled('b', 'mine too'));
    const theirs = edited(chain, titled('a', 'theirs'));
    const { draft, conflicts } = merge(mine, theirs);
    expect(conflicts).toMatchObject([
      {
        id: 'node:a',
        nodeId: 'a',
        mine: { changed: true, node: { params: { title: 'mine' } } },
        theirs: { changed: true, node: { params: { title: 'theirs' } } },
      },
    ]);
    expect(node(draft, 'a')?.params).toEqual({ title: 'theirs' });
    const chosen = merge(mine, theirs, { choices: [['node:a', 'mine']] }).draft;
    expect(chosen.document.nodes.map(({ params }) => params.title)).toEqual([
      undefined,
      'mine',
      'mine too',
      undefined,
    ]);
  });

  it('asks nothing when both made the same change', () => {
    const same = edited(chain, titled('a', 'same'));
    expect(merge(edited(same, titled('b', 'mine')), edited(same, titled('c', 'theirs'))).asked).toEqual([]);
  });

  it('asks about an address that both changed', () => {
    const theirs = { ...chain, url: 'https://example.com/theirs' };
    const mine = { ...chain, url: 'https://example.com/mine' };
    expect(merge(mine, theirs).conflicts).toEqual([
      { id: 'url', about: 'url', mine: mine.url, theirs: theirs.url },
    ]);
    expect(merge(mine, theirs, { choices: [['url', 'mine']] }).draft.url).toBe(mine.url);
  });

  it('asks about a port that both rewired', () => {
    const { asked, draft } = merge(inserted(chain, 'a', 'm'), inserted(chain, 'a', 't'));
    expect(asked).toEqual(['node:a']);
    expect(arrows(draft)).toContain('a.next > t');
    expect(arrows(draft)).not.toContain('a.next > m');
  });

  it('asks about a node that one deleted and the other changed, and rewires its neighbours with the choice', () => {
    const mine = without(chain, 'b');
    const theirs = edited(chain, titled('b', 'theirs'));
    const { conflicts, draft } = merge(mine, theirs);
    expect(conflicts).toMatchObject([
      { nodeId: 'b', mine: { node: null, changed: true }, theirs: { changed: true } },
    ]);
    expect(arrows(draft)).toEqual(arrows(chain));
    const chosen = merge(mine, theirs, { choices: [['node:b', 'mine']] }).draft;
    expect(arrows(chosen)).toEqual(['a.next > c', 'click.then > a']);
  });

  it('asks about a deleted node after which the other added a step, and keeps that step connected', () => {
    const mine = without(chain, 'b');
    const theirs = inserted(chain, 'b', 't');
    expect(merge(mine, theirs).asked).toEqual(['node:b']);
    expect(arrows(merge(mine, theirs).draft)).toEqual(arrows(theirs));
    expect(arrows(merge(mine, theirs, { choices: [['node:b', 'mine']] }).draft)).toEqual([
      'a.next > t',
      'click.then > a',
      't.next > c',
    ]);
  });

  it('heals two deletions beside each other without a question', () => {
    const { asked, draft } = merge(without(chain, 'a'), without(chain, 'b'));
    expect(asked).toEqual([]);
    expect(arrows(draft)).toEqual(['click.then > c']);
  });

  it('heals no gap that a person left on purpose', () => {
    const mine = edited(chain, { op: 'remove-node', nodeId: 'b' });
    const { draft, asked } = merge(mine, edited(chain, titled('c', 'theirs')));
    expect(asked).toEqual([]);
    expect(arrows(draft)).toEqual(['click.then > a']);
  });

  it('asks about arrows that form a circle only together', () => {
    const parallel = aDraft(
      aWorkflow({ s: 'condition', a: 'wait', b: 'wait' }, 'click.then > s', 's.yes > a', 's.no > b'),
    );
    const connect = (from: string, to: string): WorkflowEdit => ({
      op: 'connect',
      edge: { id: `${from}${to}`, from: { node: from, port: 'next' }, to },
    });
    const mine = edited(parallel, connect('a', 'b'));
    const theirs = edited(parallel, connect('b', 'a'));
    const { conflicts, draft } = merge(mine, theirs, { base: parallel });
    expect(conflicts).toMatchObject([
      {
        nodeId: 'a',
        mine: { connections: [{ from: { node: 'a' }, to: 'b' }] },
        theirs: { connections: [{ from: { node: 'b' }, to: 'a' }] },
      },
    ]);
    expect(arrows(draft)).toEqual(arrows(theirs));
    const choices: [string, MergeSide][] = [['node:a', 'mine']];
    expect(arrows(merge(mine, theirs, { base: parallel, choices }).draft)).toEqual(arrows(mine));
  });

  it('asks about an outlet that one removed and the other connected', () => {
    const shares = (...ids: string[]) => ({ shares: ids.map((id) => ({ id, label: id, weight: 1 })) });
    const base = aDraft(
      aWorkflow({ s: { type: 'split', params: shares('x', 'y') }, a: 'wait' }, 'click.then > s', 's.x > a'),
    );
    const mine = edited(base, { op: 'set-params', nodeId: 's', params: shares('x') });
    const theirs = inserted(base, 's', 't', 'y');
    const { asked, draft } = merge(mine, theirs, { base });
    expect(asked).toEqual(['node:s']);
    expect(arrows(draft)).toContain('s.y > t');
    const chosen = merge(mine, theirs, { base, choices: [['node:s', 'mine']] }).draft;
    expect([arrows(chosen), node(chosen, 's')?.params]).toEqual([['click.then > s', 's.x > a'], shares('x')]);
  });

  it('never asks about positions and notes; mine hold where both moved the same card', () => {
    const at = (x: number): WorkflowEdit => ({ op: 'move', positions: { a: { x, y: 0 } } });
    const note = (id: string): WorkflowEdit => ({ op: 'set-note', note: { id, text: id, x: 0, y: 0 } });
    const mine = edited(chain, at(1), note('n1'));
    const theirs = edited(chain, at(2), { op: 'move', positions: { b: { x: 9, y: 9 } } }, note('n2'));
    const { draft, asked } = merge(mine, theirs);
    expect(asked).toEqual([]);
    expect(draft.layout.positions).toMatchObject({ a: { x: 1, y: 0 }, b: { x: 9, y: 9 } });
    expect(draft.layout.notes.map(({ id }) => id)).toEqual(['n2', 'n1']);
  });

  it('asks whose steps to keep if there are too many only together', () => {
    const filled = (side: string) => {
      let draft = chain;
      for (let n = 0; n < 120; n += 1) draft = inserted(draft, side === 'm' ? 'a' : 'b', `${side}${n}`);
      return draft;
    };
    const [mine, theirs] = [filled('m'), filled('t')];
    const { conflicts, draft } = merge(mine, theirs);
    expect(conflicts).toEqual([{ id: 'size', about: 'size', mine: 120, theirs: 120 }]);
    expect(draft.document.nodes.length).toBeLessThanOrEqual(MAX_NODES);
    expect(arrows(draft)).toEqual(arrows(theirs));
    expect(arrows(merge(mine, theirs, { choices: [['size', 'mine']] }).draft)).toEqual(arrows(mine));
  });

  it('does not ask about my own earlier save that arrived without an answer', () => {
    const sent = edited(chain, titled('a', 'sent'));
    const theirs = edited(sent, titled('b', 'theirs'));
    const mine = edited(sent, titled('a', 'sent and more'));
    const { asked, draft } = merge(mine, theirs, { sent });
    expect(asked).toEqual([]);
    expect([node(draft, 'a')?.params, node(draft, 'b')?.params]).toEqual([
      { title: 'sent and more' },
      { title: 'theirs' },
    ]);
  });
});

/** A step of a random person: an edit of the draft, or null if it is not possible in it. */
type Step = (draft: DraftContent, side: string, n: number) => WorkflowEdit | null;
const pick = <T>(list: readonly T[], seed: number): T | undefined => list[seed % Math.max(1, list.length)];
const TYPES = ['wait', 'condition', 'stop', 'split', 'set-interest'];
const step = fc
  .record({ kind: fc.nat(6), one: fc.nat(50), other: fc.nat(50), type: fc.constantFrom(...TYPES) })
  .map(({ kind, one, other, type }): Step => (draft, side, n) => {
    const { nodes, edges } = draft.document;
    const from = pick(nodes, one);
    const target = pick(nodes, other);
    if (!from || !target) return null;
    const descriptor = CATALOGUE.find((entry) => entry.type === from.type);
    const port = pick(portsOf(descriptor, from), other)?.id;
    switch (kind) {
      case 0:
      case 1: {
        const shares = [0, 1].map((at) => ({ id: `s${at}`, label: '', weight: 1 }));
        const added = { id: `${side}${n}`, type, params: type === 'split' ? { shares } : {} };
        const context = { catalogue: CATALOGUE, newId: () => `${side}${n}-edge` };
        return port === undefined ? null : insertAfter(draft, { node: from.id, port }, added, context);
      }
      case 2:
        return removeAndHeal(draft, [from.id], { catalogue: CATALOGUE });
      case 3: {
        const params =
          from.type === 'split' ? { shares: [{ id: 's0', label: side, weight: 1 }] } : { title: side };
        return { op: 'set-params', nodeId: from.id, params };
      }
      case 4: {
        const edge = pick(edges, one);
        return edge ? { op: 'disconnect', edgeId: edge.id } : null;
      }
      case 5:
        if (port === undefined || edgesFrom(graphOf(draft.document), from.id).has(port)) return null;
        return {
          op: 'connect',
          edge: { id: `${side}${n}-edge`, from: { node: from.id, port }, to: target.id },
        };
      default:
        return { op: 'remove-node', nodeId: from.id };
    }
  });

function walked(draft: DraftContent, side: string, steps: readonly Step[]): DraftContent {
  let now = draft;
  steps.forEach((next, n) => {
    const edit = next(now, side, n);
    const result = edit && applyEdit(now, edit, CATALOGUE);
    if (result?.ok) now = { url: now.url, document: result.document, layout: result.layout };
  });
  return now;
}

const steps = fc.array(step, { maxLength: 12 });
const descriptors = new Map(CATALOGUE.map((descriptor) => [descriptor.type, descriptor]));
/** Steps without a way to them are allowed in a draft: a person can make them, too. */
const faults = ({ document }: DraftContent) =>
  checkGraph(document, descriptors).filter(({ code }) => code !== 'graph.unreachable');

describe('any merge', () => {
  const three = fc.record({ before: steps, my: steps, their: steps, seed: fc.nat() });
  const draftsOf = ({ before, my, their }: { before: Step[]; my: Step[]; their: Step[] }) => {
    const base = walked(chain, 'b', before);
    return { base, mine: walked(base, 'm', my), theirs: walked(base, 't', their) };
  };

  it('has a graph without faults, whatever is chosen', () => {
    fc.assert(
      fc.property(three, ({ seed, ...changes }) => {
        const { base, mine, theirs } = draftsOf(changes);
        const choices: [string, MergeSide][] = [];
        // A choice can lead to further conflicts, so choices are made until none is left.
        for (let round = 0; round < 50; round += 1) {
          const { draft, conflicts } = merge(mine, theirs, { base, choices });
          expect(faults(draft)).toEqual([]);
          const open = conflicts.filter(({ id }) => !choices.some(([known]) => known === id));
          if (open.length === 0) return;
          open.forEach(({ id }, index) => choices.push([id, (seed >> index) % 2 === 0 ? 'mine' : 'theirs']));
        }
        expect.unreachable('there were always further conflicts');
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing if only one side changed something, or both the same', () => {
    fc.assert(
      fc.property(three, (changes) => {
        const { base, mine } = draftsOf(changes);
        expect(merge(mine, base, { base }).draft).toEqual(mine);
        expect(merge(base, mine, { base }).draft).toEqual(mine);
        expect(merge(mine, mine, { base })).toMatchObject({ draft: mine, conflicts: [] });
      }),
    );
  });

  it('loses no change of a node about which it does not ask', () => {
    fc.assert(
      fc.property(three, (changes) => {
        const { base, mine, theirs } = draftsOf(changes);
        const { draft, conflicts } = merge(mine, theirs, { base });
        const asked = new Set(conflicts.map((conflict) => conflict.about === 'node' && conflict.nodeId));
        for (const side of [mine, theirs]) {
          const ids = [...side.document.nodes, ...base.document.nodes].map(({ id }) => id);
          for (const id of ids) {
            const isChanged = !sameJson(node(side, id), node(base, id));
            if (isChanged && !asked.has(id)) expect(node(draft, id)).toEqual(node(side, id));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has the same questions and, with opposite choices, the same nodes from both points of view', () => {
    fc.assert(
      fc.property(three, (changes) => {
        const { base, mine, theirs } = draftsOf(changes);
        const one = merge(mine, theirs, { base });
        const choices = one.asked.map((id): [string, MergeSide] => [id, 'mine']);
        const other = merge(theirs, mine, { base, choices });
        const contentOf = ({ document }: DraftContent) =>
          new Map(document.nodes.map((item) => [item.id, item]));
        // The questions about a circle name the first node of one side, which is another one from the other point of view.
        if (sameJson([...one.asked].sort(), [...other.asked].sort()))
          expect(contentOf(other.draft)).toEqual(contentOf(one.draft));
      }),
    );
  });
});
