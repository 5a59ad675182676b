import { TRIGGER } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ancestorsOf,
  edgesFrom,
  findCycle,
  graphOf,
  lanesOf,
  reachableFrom,
  successorOf,
  wouldCycle,
  passPortOf,
  portsOf,
} from './graph';
import { aWorkflow, aNodeType, port } from './testing/builders';

const nodes = { a: 'x', b: 'x', c: 'x', d: 'x' };
const diamond = graphOf(
  aWorkflow(
    nodes,
    'click.then > a',
    'a.yes > b',
    'a.no > c',
    'b.next > d',
    'c.next > d',
    'click.respond > d',
  ),
);

describe('the workflow graph', () => {
  it('finds the node after a port', () => {
    expect(successorOf(diamond, 'a', 'no')).toBe('c');
    expect(successorOf(diamond, 'a', 'maybe')).toBeNull();
    expect(successorOf(diamond, 'nowhere', 'next')).toBeNull();
  });

  it('finds the ancestors and descendants of a node', () => {
    expect([...ancestorsOf(diamond, 'd')].sort()).toEqual(['a', 'b', 'c', TRIGGER]);
    expect([...ancestorsOf(diamond, 'a')]).toEqual([TRIGGER]);
    expect([...reachableFrom(diamond, ['b'])].sort()).toEqual(['b', 'd']);
  });

  it('finds the lanes from which a node is reachable', () => {
    const lanes = lanesOf(diamond);
    expect(lanes.get('d')).toEqual({ respond: true, then: true });
    expect(lanes.get('b')).toEqual({ respond: false, then: true });
    expect(lanes.has(TRIGGER)).toBe(false);
  });

  it('returns the nodes of a cycle in order', () => {
    const circle = graphOf(aWorkflow(nodes, 'click.then > a', 'a.next > b', 'b.next > c', 'c.next > b'));
    expect(findCycle(circle)).toEqual(['b', 'c']);
    expect(findCycle(diamond)).toBeNull();
    expect(findCycle(graphOf(aWorkflow(nodes, 'a.next > a')))).toEqual(['a']);
  });

  it('ignores dangling edges and all but the first edge of a port', () => {
    const graph = graphOf({
      ...aWorkflow(nodes, 'a.next > b', 'a.other > gone', 'gone.next > a'),
      edges: [
        { id: '1', from: { node: 'a', port: 'next' }, to: 'b' },
        { id: '2', from: { node: 'a', port: 'next' }, to: 'c' },
        { id: '3', from: { node: 'a', port: 'x' }, to: 'gone' },
      ],
    });
    expect([...edgesFrom(graph, 'a').values()].map((edge) => edge.id)).toEqual(['1']);
  });

  it('is cached per document', () => {
    const document = aWorkflow(nodes);
    expect(graphOf(document)).toBe(graphOf(document));
  });

  it('has a depth for every node exactly if it is acyclic, and predicts which edge would close a cycle', () => {
    const id = fc.constantFrom('click', 'a', 'b', 'c', 'd');
    const edge = fc.record({
      id: fc.constant('e'),
      from: fc.record({ node: id, port: fc.constantFrom('p', 'q') }),
      to: id,
    });
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 8 }), edge, (edges, extra) => {
        const graph = graphOf({ ...aWorkflow(nodes), edges });
        const sound = findCycle(graph) === null;
        expect([...graph.nodes.keys()].some((id) => ancestorsOf(graph, id).has(id))).toBe(!sound);
        if (!sound || successorOf(graph, extra.from.node, extra.from.port) !== null) return;
        const grown = graphOf({ ...aWorkflow(nodes), edges: [...edges, extra] });
        expect(wouldCycle(graph, extra.from.node, extra.to)).toBe(findCycle(grown) !== null);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the ports of a node', () => {
  const choose = aNodeType('choose', { ports: { fixed: [port('otherwise')], perItem: { param: 'cases' } } });
  const node = (params: Record<string, unknown>, onError?: 'branch') => ({
    id: 'n',
    type: 'choose',
    params,
    ...(onError ? { policy: { onError } } : {}),
  });
  const ids = (params: Record<string, unknown>, onError?: 'branch') =>
    portsOf(choose, node(params, onError)).map((entry) => entry.id);

  it('are those of its items, then the fixed ones, then the error port', () => {
    expect(ids({ cases: [{ id: 'a', label: 'A' }, { id: 'b' }] }, 'branch')).toEqual([
      'a',
      'b',
      'otherwise',
      'error',
    ]);
  });

  it('are labelled by their item, or by its number', () => {
    const labels = portsOf(
      choose,
      node({
        cases: [
          { id: 'a', label: ' Big ' },
          { id: 'b', label: '' },
        ],
      }),
    );
    expect(labels.map(({ label }) => label.nb)).toEqual(['Big', '2', 'ved otherwise']);
  });

  it('are not created for malformed items', () => {
    for (const cases of [undefined, 'x', {}, [null, 'x', {}, { id: 1 }, { id: '' }]])
      expect(ids({ cases })).toEqual(['otherwise']);
    expect(ids({ cases: [{ id: 'a' }, { id: 'a' }] })).toEqual(['a', 'otherwise']);
    expect(portsOf(undefined, node({}))).toEqual([]);
  });

  it('include a default port', () => {
    expect(passPortOf(aNodeType('x'), node({}))).toBe('next');
    expect(passPortOf(choose, node({ cases: [{ id: 'a' }] }))).toBe('otherwise');
    const split = aNodeType('split', { ports: { fixed: [], perItem: { param: 'shares' } } });
    expect(passPortOf(split, node({ shares: [{ id: 'a' }, { id: 'b' }] }))).toBe('a');
    expect(passPortOf(split, node({}))).toBeNull();
    expect(passPortOf(undefined, node({}))).toBe('next');
  });
});
