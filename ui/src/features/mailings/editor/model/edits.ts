import { allBlocks, type Block, type BlockDocument, MAX_BLOCKS, type MailStyles } from '@linkflow/contracts';
import { blockById, type Place, placeOf, withBlock, withoutBlock, withReplaced } from './places';

/** A change of a block document. `place` of a move is that in the document without the moved block. */
export type MailEdit =
  | { op: 'add'; block: Block; place: Place }
  | { op: 'remove'; id: string }
  | { op: 'move'; id: string; place: Place }
  | { op: 'change'; block: Block }
  | { op: 'styles'; styles: MailStyles };

/** Why an edit cannot be made: the message has `MAX_BLOCKS`, the block cannot stand there, or the block is no longer there. */
export type Refusal = 'full' | 'no-room' | 'gone';

type Applied = { ok: true; document: BlockDocument; inverse: MailEdit } | { ok: false; refusal: Refusal };

/** Applies an edit, and returns the edit that reverts it. */
export function applyMailEdit(document: BlockDocument, edit: MailEdit): Applied {
  const { blocks } = document;
  const applied = (next: Block[] | null, inverse: MailEdit): Applied =>
    next === null ? refused('no-room') : { ok: true, document: { ...document, blocks: next }, inverse };

  switch (edit.op) {
    case 'add': {
      if (allBlocks(blocks).length + allBlocks([edit.block]).length > MAX_BLOCKS) return refused('full');
      return applied(withBlock(blocks, edit.place, edit.block), { op: 'remove', id: edit.block.id });
    }
    case 'remove': {
      const [block, place] = [blockById(blocks, edit.id), placeOf(blocks, edit.id)];
      if (!block || !place) return refused('gone');
      return applied(withoutBlock(blocks, edit.id), { op: 'add', block, place });
    }
    case 'move': {
      const [block, place] = [blockById(blocks, edit.id), placeOf(blocks, edit.id)];
      if (!block || !place) return refused('gone');
      const moved = withBlock(withoutBlock(blocks, edit.id), edit.place, block);
      return applied(moved, { op: 'move', id: edit.id, place });
    }
    case 'change': {
      const before = blockById(blocks, edit.block.id);
      if (!before) return refused('gone');
      if (allBlocks(blocks).length - sizeOf(before) + sizeOf(edit.block) > MAX_BLOCKS) return refused('full');
      return applied(withReplaced(blocks, edit.block), { op: 'change', block: before });
    }
    case 'styles':
      return {
        ok: true,
        document: { ...document, styles: edit.styles },
        inverse: { op: 'styles', styles: document.styles },
      };
  }
}

const sizeOf = (block: Block): number => allBlocks([block]).length;

const refused = (refusal: Refusal): Applied => ({ ok: false, refusal });
