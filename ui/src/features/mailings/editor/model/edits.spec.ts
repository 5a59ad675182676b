import { BlockDocument, MAX_BLOCKS, type Block, type BlockDocument as Document } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_HISTORY, MERGE_WINDOW_MS, recordChange } from '../../../../shared/undo-history';
import { applyMailEdit, type MailEdit } from './edits';
import { type MailHistory, redone, undone } from './history';
import { idsInOrder, neighbourOf, placeAfter, placesFor, stepOf, survivorOf, type Direction } from './moves';
import { BLOCK_TYPES, copyOf, emptyDocument, newBlock, paddingXFor, withColumnCount } from './new-block';
import { blockById } from './places';
import { aBlock, aDocument, aHeading, columnsOf, idsFrom, shapeOf, WORDS } from './testing';

const start = () => aDocument(aHeading('a'), columnsOf('b', ['c', 'd'], ['e']), aHeading('f'));

function after(document: Document, edit: MailEdit): Document {
  const applied = applyMailEdit(document, edit);
  if (!applied.ok) throw new Error(applied.refusal);
  return applied.document;
}

const step = (document: Document, id: string, direction: Direction): string => {
  const place = stepOf(document.blocks, id, direction);
  return place ? shapeOf(after(document, { op: 'move', id, place })) : 'stays';
};

describe('an edit of blocks', () => {
  it.each<[string, MailEdit, string]>([
    ['adds', { op: 'add', block: aHeading('x'), place: { column: null, index: 1 } }, 'a x b[c d|e] f'],
    [
      'adds in a column',
      { op: 'add', block: aHeading('x'), place: { column: { blockId: 'b', index: 1 }, index: 0 } },
      'a b[c d|x e] f',
    ],
    ['removes', { op: 'remove', id: 'b' }, 'a f'],
    ['removes in a column', { op: 'remove', id: 'c' }, 'a b[d|e] f'],
    ['moves', { op: 'move', id: 'a', place: { column: null, index: 2 } }, 'b[c d|e] f a'],
    [
      'moves to another column',
      { op: 'move', id: 'c', place: { column: { blockId: 'b', index: 1 }, index: 1 } },
      'a b[d|e c] f',
    ],
    ['moves out of a column', { op: 'move', id: 'e', place: { column: null, index: 0 } }, 'e a b[c d|] f'],
  ])('%s', (_, edit, expected) => {
    expect(shapeOf(after(start(), edit))).toBe(expected);
  });

  it('changes a block and the styles', () => {
    const changed = after(start(), { op: 'change', block: aHeading('e', 'Hei') });
    expect(blockById(changed.blocks, 'e')).toMatchObject({ text: 'Hei' });
    const styles = { ...changed.styles, textSize: 18 };
    expect(after(changed, { op: 'styles', styles }).styles.textSize).toBe(18);
  });

  it('keeps the blocks that it does not touch as they are', () => {
    const document = start();
    const changed = after(document, { op: 'change', block: aHeading('f', 'Hei') });
    expect(changed.blocks[1]).toBe(document.blocks[1]);
    expect(after(document, { op: 'remove', id: 'f' }).blocks[1]).toBe(document.blocks[1]);
  });

  it.each<[MailEdit, string]>([
    [
      {
        op: 'add',
        block: aBlock('columns', 'x'),
        place: { column: { blockId: 'b', index: 0 }, index: 0 },
      },
      'no-room',
    ],
    [{ op: 'remove', id: 'x' }, 'gone'],
    [{ op: 'change', block: aHeading('x') }, 'gone'],
    [{ op: 'move', id: 'a', place: { column: { blockId: 'nobody', index: 0 }, index: 0 } }, 'no-room'],
  ])('is refused where it is not possible', (edit, refusal) => {
    expect(applyMailEdit(start(), edit)).toEqual({ ok: false, refusal });
  });

  it('is refused at once when the message is full, blocks in columns counted', () => {
    const many = Array.from({ length: MAX_BLOCKS - 5 }, (_, at) => `m${at}`);
    const full = aDocument(columnsOf('b', many, ['p', 'q', 'r']), aHeading('z'));
    const edit: MailEdit = { op: 'add', block: aHeading('x'), place: { column: null, index: 0 } };
    expect(applyMailEdit(full, edit)).toEqual({ ok: false, refusal: 'full' });
    expect(applyMailEdit(after(full, { op: 'remove', id: 'q' }), edit).ok).toBe(true);
    const two = { ...columnsOf('y', ['y1'], []) };
    const room = after(full, { op: 'remove', id: 'q' });
    expect(applyMailEdit(room, { ...edit, block: two })).toEqual({ ok: false, refusal: 'full' });
  });

  it('is reverted by its inverse, whatever was done', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(50), fc.nat(50)), { maxLength: 25 }), (choices) => {
        let document = start();
        const nextId = idsFrom();
        const states: Document[] = [document];
        const inverses: MailEdit[] = [];
        for (const [kind, one, other] of choices) {
          const edit = randomEdit({ document, kind, one, other, nextId });
          const applied = edit && applyMailEdit(document, edit);
          if (!applied?.ok) continue;
          expect(BlockDocument.safeParse(applied.document).success).toBe(true);
          document = applied.document;
          states.push(document);
          inverses.push(applied.inverse);
        }
        while (inverses.length > 0) {
          states.pop();
          document = after(document, inverses.pop()!);
          expect(document).toEqual(states.at(-1));
        }
      }),
      { numRuns: 200 },
    );
  });
});

interface Choice {
  document: Document;
  kind: number;
  one: number;
  other: number;
  nextId: () => string;
}

function randomEdit({ document, kind, one, other, nextId }: Choice): MailEdit | null {
  const ids = idsInOrder(document.blocks);
  const id = ids[one % Math.max(1, ids.length)];
  const block = id === undefined ? null : blockById(document.blocks, id);
  const added = newBlock(BLOCK_TYPES[one % BLOCK_TYPES.length]!, { nextId, words: WORDS });
  if (kind === 0 || !block) {
    const places = placesFor(document.blocks, added);
    return { op: 'add', block: added, place: places[other % places.length]! };
  }
  if (kind === 1) return { op: 'remove', id: block.id };
  if (kind === 2) return { op: 'change', block: { ...block, paddingY: other } };
  if (kind === 3) return { op: 'styles', styles: { ...document.styles, textSize: 12 + (other % 12) } };
  const places = placesFor(document.blocks, block);
  return { op: 'move', id: block.id, place: places[other % places.length]! };
}

describe('a step by keyboard', () => {
  it.each<[string, Direction, string]>([
    ['a', 'down', 'b[c d|e] a f'],
    ['a', 'up', 'stays'],
    ['f', 'down', 'stays'],
    ['d', 'up', 'a b[d c|e] f'],
    ['c', 'up', 'a c b[d|e] f'],
    ['e', 'down', 'a b[c d|] e f'],
    ['c', 'right', 'a b[d|e c] f'],
    ['e', 'left', 'a b[c d e|] f'],
    ['e', 'right', 'stays'],
    ['a', 'right', 'b[a c d|e] f'],
    ['f', 'left', 'a b[c d|e f]'],
    ['b', 'left', 'stays'],
  ])('%s %s', (id, direction, expected) => {
    expect(step(start(), id, direction)).toBe(expected);
  });

  it('goes through all blocks in the order in which they are read', () => {
    const { blocks } = start();
    expect(idsInOrder(blocks)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(neighbourOf(blocks, 'b', 1)).toBe('c');
    expect(neighbourOf(blocks, 'a', -1)).toBeNull();
  });

  it('has a block to go on with after a deletion', () => {
    const { blocks } = start();
    expect([...'acdef'].map((id) => survivorOf(blocks, id))).toEqual(['b', 'd', 'c', 'b', 'b']);
  });

  it('adds after the selected block, and columns never in columns', () => {
    const document = start();
    expect(placeAfter(document, null, { type: 'text' })).toEqual({ column: null, index: 3 });
    expect(placeAfter(document, 'c', { type: 'text' })).toEqual({
      column: { blockId: 'b', index: 0 },
      index: 1,
    });
    expect(placeAfter(document, 'c', { type: 'columns' })).toEqual({ column: null, index: 2 });
  });
});

describe('new blocks', () => {
  it.each(BLOCK_TYPES)('%s is as the schema wants it', (type) => {
    const document = aDocument(newBlock(type, { nextId: idsFrom(), words: WORDS }));
    expect(BlockDocument.parse(document)).toEqual(document);
  });

  it('stand in a document with the styles of the schema', () => {
    expect(BlockDocument.parse({ version: 1, styles: {}, blocks: [] })).toEqual(emptyDocument());
  });

  it('are in line with the blocks around them', () => {
    const padded = (paddingX: number) => ({ ...aHeading('a'), paddingX });
    expect(paddingXFor([padded(0), padded(0), padded(0), padded(32), padded(32), padded(8)], false)).toBe(32);
    expect(paddingXFor([padded(0)], false)).toBe(24);
    expect(paddingXFor([], true)).toBe(0);
    expect(paddingXFor([padded(0), padded(8), padded(8)], true)).toBe(8);
  });

  it('get ids of their own when they are copies', () => {
    expect(shapeOf(aDocument(copyOf(columnsOf('b', ['c'], ['d']), idsFrom())))).toBe('n3[n1|n2]');
  });

  it('of columns that go away move to the last one that stays', () => {
    const shape = (block: Block) => shapeOf(aDocument(block));
    const four = withColumnCount(columnsOf('b', ['c'], ['d']), 4);
    expect(shape(four)).toBe('b[c|d||]');
    expect(shape(withColumnCount(columnsOf('b', ['c'], ['d'], ['e']), 2))).toBe('b[c|d e]');
  });
});

describe('undo', () => {
  const typed = (document: Document, text: string, at: number, mergeKey = 'text') => ({
    edit: { op: 'change' as const, block: aHeading('a', text) },
    at,
    mergeKey,
    document,
  });

  function type(texts: [string, number, string?][]) {
    let document = start();
    let history: MailHistory = EMPTY_HISTORY;
    for (const [text, at, key] of texts) {
      const { edit, mergeKey } = typed(document, text, at, key);
      const applied = applyMailEdit(document, edit);
      if (!applied.ok) throw new Error(applied.refusal);
      document = applied.document;
      history = recordChange(history, { inverse: applied.inverse, at, mergeKey });
    }
    return { document, history };
  }
  const textOf = ({ blocks }: Document) => {
    const block = blockById(blocks, 'a');
    return block?.type === 'heading' ? block.text : null;
  };

  it('takes back as one step what was typed without a pause', () => {
    const { document, history } = type([
      ['H', 0],
      ['He', 300],
      ['Hei', 900],
      ['Hei!', 900 + MERGE_WINDOW_MS + 1],
    ]);
    const first = undone(document, history)!;
    expect(textOf(first.document)).toBe('Hei');
    const second = undone(first.document, first.history)!;
    expect(textOf(second.document)).toBe('');
    expect(undone(second.document, second.history)).toBeNull();
    const again = redone(second.document, second.history, 5_000)!;
    expect(textOf(again.document)).toBe('Hei');
    expect(textOf(redone(again.document, again.history, 5_000)!.document)).toBe('Hei!');
  });

  it('keeps changes of different fields apart', () => {
    const { document, history } = type([
      ['H', 0, 'text'],
      ['He', 100, 'other'],
    ]);
    expect(textOf(undone(document, history)!.document)).toBe('H');
  });
});
