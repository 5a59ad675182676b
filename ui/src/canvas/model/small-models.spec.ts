import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKey, keyParts } from '../commands/keys';
import { stepSections } from '../palette/steps';
import { arrowPath } from './arrow-path';
import { changesSince } from './changes';
import { fromClipboardText, toClipboardText } from './clipboard';
import { joinDuration, splitDuration, UNITS } from './duration';
import { firstViewport, fittingViewport } from './fitting-viewport';
import { moveItem, percentOf, readItems, replaceItem, withItem, withoutItem, writeItems } from './item-list';
import { neighbour } from './neighbours';
import { paceOf, spelledSchedule, BACKOFFS } from './retry-paces';
import { sentencesLike } from './sentences-like';
import { aCatalogue, aDocument, anEdge, aNode } from './testing';
import { roundedDuration, tookWords, whenWords } from './times';

describe('lengths of time', () => {
  it('are shown in the largest unit that is whole, and stay the same length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom(...UNITS), (value, stored) => {
        const { amount, unit } = splitDuration(value, stored);
        expect(Number.isInteger(amount)).toBe(true);
        expect(joinDuration(amount ?? 0, unit, stored)).toBeCloseTo(value);
      }),
    );
    expect(splitDuration(120, 'minutes')).toEqual({ amount: 2, unit: 'hours' });
    expect(splitDuration(null, 'days')).toEqual({ amount: null, unit: 'days' });
  });

  it('are said as one says them', () => {
    expect(tookWords('nb', 431)).toBe('431 ms');
    expect(tookWords('nb', 2_400)).toBe('2,4 s');
    expect(roundedDuration('nb', 2_500)).toBe('3 s');
    expect(roundedDuration('en', 5_400_000)).toBe('1.5 h');
    expect(whenWords('nb', new Date(2027, 2, 14, 9, 41), new Date(2027, 2, 14, 8))).toBe('kl. 09:41');
    expect(whenWords('en', new Date(2027, 2, 15, 9, 41), new Date(2027, 2, 14, 8))).toMatch(
      /15 Mar at 09:41$/,
    );
  });
});

describe('items whose ids are outlets', () => {
  const items = readItems([
    { id: 'a', label: 'A', weight: 1 },
    { id: 'b', weight: 3 },
    { label: 'without an id' },
  ]);
  it('keep their ids and what else they carry', () => {
    expect(writeItems(items)).toEqual([
      { id: 'a', label: 'A', weight: 1 },
      { id: 'b', label: '', weight: 3 },
    ]);
    expect(writeItems(replaceItem(items, 'b', { label: 'B' }))[1]).toEqual({
      id: 'b',
      label: 'B',
      weight: 3,
    });
  });
  it('move, go and come without touching the others', () => {
    expect(moveItem(items, 'b', -1).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(moveItem(items, 'b', 1).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(withoutItem(items, 'a').map(({ id }) => id)).toEqual(['b']);
    expect(new Set(withItem(items, {}, 'C').map(({ id }) => id)).size).toBe(3);
  });
  it('have shares of a hundred whatever their weights add up to', () => {
    expect(percentOf(1, [1, 3])).toBe(25);
    expect(percentOf(0, [0, 0])).toBe(0);
  });
});

describe('keys', () => {
  const press = (key: string, part: Partial<KeyboardEvent> = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...part,
  });
  it('work with Ctrl and with Cmd', () => {
    expect(isKey(press('z', { ctrlKey: true }), 'mod+z')).toBe(true);
    expect(isKey(press('z', { metaKey: true }), 'mod+z')).toBe(true);
    expect(isKey(press('Z', { metaKey: true, shiftKey: true }), 'mod+shift+z')).toBe(true);
    expect(isKey(press('z', { ctrlKey: true, shiftKey: true }), 'mod+z')).toBe(false);
    expect(isKey(press('z'), 'mod+z')).toBe(false);
  });
  it('take a sign as it is, however a keyboard makes it', () => {
    expect(isKey(press('?', { shiftKey: true }), '?')).toBe(true);
    expect(isKey(press('?'), '?')).toBe(true);
    expect(isKey(press('+', { ctrlKey: true }), 'mod+plus')).toBe(true);
    expect(keyParts('mod+plus')).toEqual(['mod', '+']);
  });
});

describe('the palette', () => {
  it('groups what can be added, without the trigger, and finds words without their marks', () => {
    const all = stepSections(aCatalogue(), 'en', '');
    expect(all.map(({ section }) => section)).toEqual(['response', 'actions', 'flow']);
    expect(all.flatMap(({ steps }) => steps).some(({ type }) => type === 'click')).toBe(false);
    expect(stepSections(aCatalogue(), 'en', 'INTEREST set').flatMap(({ steps }) => steps)).toHaveLength(1);
    expect(stepSections(aCatalogue(), 'en', 'nothing like it')).toEqual([]);
  });
});

describe('the clipboard', () => {
  const clip = { nodes: [aNode('a', 'set-interest')], edges: [], positions: { a: { x: 1, y: 2 } } };
  it('takes back what was put on it', () => {
    expect(fromClipboardText(toClipboardText(clip))).toMatchObject(clip);
  });
  it.each(['', 'linkflow/steps', '{"type":"linkflow/steps"}', '{"type":"other","nodes":[]}'])(
    'takes %j for something else',
    (text) => {
      expect(fromClipboardText(text)).toBeNull();
    },
  );
});

describe('changes since a version', () => {
  const version = {
    url: 'https://example.com',
    document: aDocument([aNode('a', 'set-interest')], [anEdge('click', 'then', 'a')]),
  };
  it('count steps, not names and places', () => {
    const named = structuredClone(version);
    named.document.nodes = named.document.nodes.map((node) => ({ ...node, label: 'Other' }));
    expect(changesSince(version, named).count).toBe(0);
    const more = aDocument(
      [aNode('a', 'set-interest', { interestId: 'x' }), aNode('b', 'set-interest')],
      [anEdge('click', 'then', 'b'), anEdge('b', 'next', 'a')],
    );
    const changes = changesSince(version, { url: 'https://example.com/new', document: more });
    expect(changes).toMatchObject({ added: ['b'], removed: [], changed: ['a'], url: true, count: 3 });
  });
  it('count new ways when no step explains them', () => {
    const cut = { ...version, document: { ...version.document, edges: [] } };
    expect(changesSince(version, cut)).toMatchObject({ rewired: ['click'], count: 1 });
  });
});

describe('looking around', () => {
  const document = aDocument(
    [aNode('if', 'condition'), aNode('a', 'set-interest'), aNode('b', 'set-interest')],
    [anEdge('click', 'then', 'if'), anEdge('if', 'yes', 'a'), anEdge('if', 'no', 'b')],
  );
  const positions = {
    click: { x: 0, y: 0 },
    if: { x: 0, y: 140 },
    a: { x: -160, y: 280 },
    b: { x: 170, y: 280 },
  };
  const go = (from: string, direction: 'up' | 'down' | 'left' | 'right') =>
    neighbour(document, positions, () => ({ width: 272, height: 64 }), from, direction);
  it('walks along the arrows and to what stands beside', () => {
    expect(go('click', 'down')).toBe('if');
    expect(go('if', 'down')).toBe('a');
    expect(go('a', 'right')).toBe('b');
    expect(go('b', 'left')).toBe('a');
    expect(go('b', 'up')).toBe('if');
    expect(go('b', 'right')).toBeNull();
  });
  it('begins where one can read, with the trigger in the middle', () => {
    const pane = { width: 800, height: 600, buttonsAbove: false };
    const small = { x: 0, y: 0, width: 300, height: 200 };
    expect(fittingViewport(small, pane).zoom).toBe(1);
    const large = { x: -3000, y: 0, width: 6000, height: 3000 };
    const trigger = { x: 500, y: 0, width: 272, height: 64 };
    const view = firstViewport(large, pane, { trigger, opening: { ...trigger, x: 340, width: 592 } });
    expect(view.zoom).toBe(0.7);
    expect((500 + 136) * view.zoom + view.x).toBeCloseTo(400);
  });
  it('shows on a phone both ways from the click, or else its column alone, and cuts none of them', () => {
    const pane = { width: 390, height: 640, buttonsAbove: true };
    const bounds = { x: -160, y: 0, width: 752, height: 730 };
    const trigger = { x: 0, y: 0, width: 272, height: 75 };
    const opening = { x: -160, y: 0, width: 592, height: 240 };
    const inside = ({ x, width }: typeof bounds, view: { x: number; zoom: number }) =>
      x * view.zoom + view.x >= 8 && (x + width) * view.zoom + view.x <= 382;
    const both = firstViewport(bounds, pane, { trigger, opening });
    expect(both.zoom).toBeGreaterThanOrEqual(0.6);
    expect(inside(opening, both)).toBe(true);
    expect(both.y).toBe(72);
    const wide = firstViewport(bounds, pane, { trigger, opening: { ...opening, x: -500, width: 1272 } });
    expect(wide.zoom).toBeGreaterThan(0.8);
    expect(inside(trigger, wide)).toBe(true);
  });
  it('draws an arrow from its outlet to its entry, whichever way they lie', () => {
    const at = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
    fc.assert(
      fc.property(at, at, fc.boolean(), (from, to, joins) => {
        const { d } = arrowPath(from, to, joins);
        expect(d.startsWith(`M${from.x} ${from.y}`)).toBe(true);
        expect(d.endsWith(`L${to.x} ${to.y}`)).toBe(true);
        expect(d).not.toContain('NaN');
      }),
    );
  });
});

describe('trying again', () => {
  it('is spelled out as far as one reads, and counted from there', () => {
    const { waits, more, totalMs } = spelledSchedule({ attempts: 9, backoff: BACKOFFS.quick });
    expect(waits).toHaveLength(5);
    expect(more).toBe(3);
    expect(totalMs).toBeGreaterThan(waits.reduce((sum, wait) => sum + wait, 0));
    expect(spelledSchedule({ attempts: 1, backoff: BACKOFFS.quick })).toEqual({
      waits: [],
      more: 0,
      totalMs: 0,
    });
  });
  it('has a pace, unless somebody set it otherwise', () => {
    expect(paceOf(BACKOFFS.patient)).toBe('patient');
    expect(paceOf({ baseMs: 1, capMs: 2 })).toBeNull();
  });
});

describe('sentences for an older workflow', () => {
  it('are those of steps with the same settings, and of no others', () => {
    const now = aDocument([aNode('a', 'set-interest', { interestId: 'x' }), aNode('b', 'set-interest')]);
    const then = aDocument([aNode('a', 'set-interest', { interestId: 'y' }), aNode('b', 'set-interest')]);
    const words = { en: 'Sets it', nb: 'Setter den' };
    expect(sentencesLike(then, { document: now, sentences: { a: words, b: words } })).toEqual({ b: words });
  });
});
