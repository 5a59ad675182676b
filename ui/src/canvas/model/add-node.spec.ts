import { applyEdit } from '@linkflow/workflow';
import { describe, expect, it } from 'vitest';
import type { WorkflowDocument, WorkflowEdit } from '@linkflow/contracts';
import type { Place } from '../store/canvas-state';
import { addNodeEdit, keepTidy, pictureOf, tidyEdit, type Scene } from './add-node';
import { connectRefusal } from './connect';
import { fits, lanesAt, placeFor } from './lanes';
import { descriptorsOf } from './lookups';
import { aCatalogue, aDocument, anEdge, aNode } from './testing';
import { isTidy, tidyPositions } from './tidy';

const catalogue = aCatalogue();
function aScene(document: WorkflowDocument): Scene {
  const scene: Scene = { document, layout: { positions: {}, notes: [] }, catalogue, measured: {} };
  return { ...scene, layout: { ...scene.layout, positions: tidyPositions(pictureOf(scene)) } };
}
function after(scene: Scene, edit: WorkflowEdit): Scene {
  const result = applyEdit(scene, edit, catalogue);
  if (!result.ok) throw new Error(result.problem.message.en);
  return { ...scene, document: result.document, layout: result.layout };
}
const ways = ({ document }: Scene) =>
  document.edges.map(({ from, to }) => `${from.node}.${from.port}>${to}`).toSorted();
const step = (type: string) => {
  const found = descriptorsOf(catalogue).get(type);
  if (!found) throw new Error(`no ${type}`);
  return found;
};

const line = aDocument(
  [aNode('text', 'show-text'), aNode('a', 'set-interest'), aNode('b', 'set-interest')],
  [anEdge('click', 'respond', 'text'), anEdge('click', 'then', 'a'), anEdge('a', 'next', 'b')],
);

describe('adding a step', () => {
  it('puts it between two others and keeps a tidy picture tidy', () => {
    const scene = aScene(line);
    const next = after(
      scene,
      addNodeEdit(scene, aNode('if', 'condition'), { kind: 'edge', edgeId: 'a-next-b' }),
    );
    expect(ways(next)).toEqual(['a.next>if', 'click.respond>text', 'click.then>a', 'if.yes>b']);
    expect(isTidy(pictureOf(next))).toBe(true);
  });

  it('moves only what is in the way of a picture that a person has arranged', () => {
    const scene = aScene(line);
    scene.layout = { ...scene.layout, positions: { ...scene.layout.positions, a: { x: 900, y: 200 } } };
    const next = after(
      scene,
      addNodeEdit(scene, aNode('c', 'set-interest'), { kind: 'port', node: 'a', port: 'next' }),
    );
    expect(next.layout.positions.a).toEqual({ x: 900, y: 200 });
    expect(next.layout.positions.text).toEqual(scene.layout.positions.text);
    const { c, b } = next.layout.positions;
    expect(c && b && b.y > c.y).toBe(true);
  });

  it('lets one answer take the place of another, instead of leaving it loose', () => {
    const scene = aScene(line);
    const next = after(
      scene,
      addNodeEdit(scene, aNode('to', 'redirect'), { kind: 'port', node: 'click', port: 'respond' }),
    );
    expect(ways(next)).toEqual(['a.next>b', 'click.respond>to', 'click.then>a']);
    expect(next.document.nodes.some(({ id }) => id === 'text')).toBe(false);
  });

  it('puts a step on open ground beside what stands there', () => {
    const scene = aScene(line);
    const at = scene.layout.positions.b ?? { x: 0, y: 0 };
    const next = after(scene, addNodeEdit(scene, aNode('c', 'set-interest'), { kind: 'ground', at }));
    expect(next.layout.positions.c).not.toEqual(at);
    expect(next.document.edges).toEqual(line.edges);
  });

  it('goes behind the selected step where it may stand there, else to the end of its own lane', () => {
    const doc = line;
    expect(placeFor(doc, catalogue, step('set-interest'), 'a')).toEqual({
      kind: 'port',
      node: 'a',
      port: 'next',
    });
    expect(placeFor(doc, catalogue, step('set-interest'), 'text')).toEqual({
      kind: 'port',
      node: 'b',
      port: 'next',
    });
    expect(placeFor(doc, catalogue, step('redirect'), 'a')).toEqual({
      kind: 'port',
      node: 'click',
      port: 'respond',
    });
    expect(placeFor(aDocument(), catalogue, step('set-interest'), undefined)).toEqual({
      kind: 'port',
      node: 'click',
      port: 'then',
    });
  });

  it('offers nothing that would keep the recipient waiting, and no answer in the background', () => {
    const respond: Place = { kind: 'port', node: 'click', port: 'respond' };
    expect(fits(step('set-interest'), lanesAt(line, respond))).toBe(false);
    expect(fits(step('redirect'), lanesAt(line, { kind: 'edge', edgeId: 'a-next-b' }))).toBe(false);
    expect(fits(step('condition'), lanesAt(line, respond))).toBe(true);
  });
});

describe('tidying', () => {
  it('has nothing to do twice', () => {
    const scene = aScene(line);
    expect(tidyEdit(scene)).toBeNull();
  });

  it('is joined to an edit only while the picture was tidy', () => {
    const scene = aScene(line);
    const removal: WorkflowEdit = { op: 'remove-node', nodeId: 'text' };
    expect(isTidy(pictureOf(after(scene, keepTidy(scene, removal))))).toBe(true);
    scene.layout = { ...scene.layout, positions: { ...scene.layout.positions, a: { x: 900, y: 200 } } };
    expect(keepTidy(scene, removal)).toBe(removal);
  });
});

describe('drawing an arrow', () => {
  it.each([
    ['round in a circle', { node: 'b', port: 'next' }, 'a', 'cycle'],
    ['from an outlet that leads somewhere', { node: 'a', port: 'next' }, 'b', 'portTaken'],
    ['back to the click', { node: 'b', port: 'next' }, 'click', 'intoTrigger'],
    ['from the background to an answer', { node: 'b', port: 'next' }, 'text', 'wrongLane'],
  ])('is refused %s', (_what, from, to, why) => {
    expect(connectRefusal(line, catalogue, from, to)).toMatchObject({ why });
  });

  it('is fine where nothing stands against it, and an arrow that is moved does not stand in its own way', () => {
    const loose = aDocument([...line.nodes.slice(1), aNode('c', 'set-interest')], [...line.edges]);
    expect(connectRefusal(loose, catalogue, { node: 'b', port: 'next' }, 'c')).toBeNull();
    expect(connectRefusal(loose, catalogue, { node: 'a', port: 'next' }, 'c', 'a-next-b')).toBeNull();
  });
});
