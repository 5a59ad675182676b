import type { Block, BlockDocument } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MERGE_WINDOW_MS } from '../../../../shared/undo-history';
import { BLOCK_TYPES, withColumnCount } from '../model/new-block';
import { blockById } from '../model/places';
import { aBlock, aDocument, aHeading, columnsOf, idsFrom, WORDS } from '../model/testing';
import { createMailEditorStore, type MailCommands, type MailEditorStore } from './mail-editor-store';

function editorOf(document: BlockDocument): MailEditorStore {
  let time = 0;
  return createMailEditorStore({
    mailingId: 'm',
    document,
    onChange: () => undefined,
    nextId: idsFrom('new'),
    // Slowly enough that nothing is merged.
    now: () => (time += MERGE_WINDOW_MS + 1),
    words: WORDS,
  });
}

/** One block of each type, and columns with blocks. */
const everyBlock = (): BlockDocument =>
  aDocument(
    ...BLOCK_TYPES.filter((type) => type !== 'columns').map((type) => aBlock(type, type)),
    columnsOf('b', ['c', 'd'], ['e']),
  );

const block = (store: MailEditorStore, id: string): Block => {
  const found = blockById(store.getState().document.blocks, id);
  if (!found) throw new Error(`There is no block ${id}`);
  return found;
};

type Act = (store: MailEditorStore) => void;
/** Everything that an author can do to the message, by command. */
const ACTS: Partial<Record<keyof MailCommands, Act[]>> = {
  addNew: BLOCK_TYPES.flatMap((type): Act[] => [
    ({ commands }) => commands.addNew(type),
    ({ commands }) => commands.addNew(type, { column: null, index: 0 }),
  ]),
  addCopy: [(store) => store.commands.addCopy(block(store, 'b'), { column: null, index: 1 })],
  duplicate: [({ commands }) => commands.duplicate('b'), ({ commands }) => commands.duplicate('c')],
  remove: ['heading', 'footer', 'b', 'c', 'e'].map(
    (id): Act =>
      ({ commands }) =>
        commands.remove(id),
  ),
  step: [
    ({ commands }) => commands.step('text', 'up'),
    ({ commands }) => commands.step('c', 'down'),
    ({ commands }) => commands.step('d', 'right'),
  ],
  moveTo: [
    ({ commands }) => commands.moveTo('heading', { column: { blockId: 'b', index: 1 }, index: 0 }),
    ({ commands }) => commands.moveTo('e', { column: null, index: 0 }),
  ],
  change: [
    (store) => store.commands.change(aHeading('heading', 'Hei'), 'text'),
    (store) => store.commands.change({ ...block(store, 'button'), background: '#ff0000' }, 'background'),
    (store) => store.commands.change({ ...block(store, 'c'), hiddenOn: ['phone'] }, 'hiddenOn'),
    (store) => {
      const columns = block(store, 'b');
      if (columns.type === 'columns') store.commands.change(withColumnCount(columns, 1), 'columns');
    },
  ],
  setStyles: [
    (store) =>
      store.commands.setStyles(
        { ...store.getState().document.styles, buttonColour: '#00aa00' },
        'buttonColour',
      ),
  ],
  edit: [({ commands }) => commands.edit({ op: 'remove', id: 'menu' })],
};
/** Commands that change nothing in the message, and those that the tests use. */
const WITHOUT_STEP: readonly (keyof MailCommands)[] = [
  'load',
  'offer',
  'undo',
  'redo',
  'select',
  'focusSelected',
  'selectNeighbour',
  'write',
  'stopWriting',
];

describe('a step of an author', () => {
  it('is one of those that are tested here', () => {
    const { commands } = editorOf(everyBlock());
    expect(Object.keys(commands).sort()).toEqual([...Object.keys(ACTS), ...WITHOUT_STEP].sort());
  });

  const all = Object.entries(ACTS).flatMap(([name, acts]) =>
    acts.map((act, index) => [`${name} ${index + 1}`, act] as const),
  );

  it.each(all)('%s is taken back by one undo, and made again by one redo', (_, act) => {
    const store = editorOf(everyBlock());
    act(store);
    const after = store.getState().document;
    expect(after).not.toEqual(everyBlock());
    expect(store.getState().history.undo).toHaveLength(1);
    store.commands.undo();
    expect(store.getState().document).toEqual(everyBlock());
    expect(store.getState().history.undo).toHaveLength(0);
    store.commands.redo();
    expect(store.getState().document).toEqual(after);
  });

  it('is taken back one after the other, whatever was done', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all.map(([, act]) => act)), { maxLength: 30 }), (acts) => {
        const store = editorOf(everyBlock());
        const seen = [store.getState().document];
        for (const act of acts) {
          try {
            act(store);
          } catch {
            // The block was removed before.
          }
          if (store.getState().document !== seen.at(-1)) seen.push(store.getState().document);
        }
        for (const before of seen.toReversed().slice(1)) {
          store.commands.undo();
          expect(store.getState().document).toEqual(before);
        }
        expect(store.getState().history.undo).toHaveLength(0);
      }),
      { numRuns: 200 },
    );
  });

  it('that leaves everything as it was is no step', () => {
    const store = editorOf(everyBlock());
    const { commands } = store;
    commands.change(block(store, 'heading'), 'text');
    commands.setStyles({ ...store.getState().document.styles }, 'textSize');
    commands.moveTo('text', { column: null, index: 1 });
    expect(store.getState().history.undo).toHaveLength(0);
  });

  it('is one with those that follow at once in the same field', () => {
    const store = createMailEditorStore({
      mailingId: 'm',
      document: everyBlock(),
      onChange: () => undefined,
      nextId: idsFrom('new'),
      now: () => 0,
      words: WORDS,
    });
    for (const text of ['H', 'He', 'Hei']) store.commands.change(aHeading('heading', text), 'text');
    store.commands.undo();
    expect(store.getState().document).toEqual(everyBlock());
  });
});
