import { type Block, type BlockType, type SavedBlock } from '@linkflow/contracts';
import { BLOCK_TYPES } from '../model/new-block';
import type { Dragged } from '../model/moves';
import { blockById } from '../model/places';

/** What is dragged: a new block of a type, a copy of a saved block, or a block of the message. */
export type DragSource = { type: BlockType } | { saved: string } | { block: string };

/** The id of a draggable element. */
export function dragIdOf(source: DragSource): string {
  if ('type' in source) return `type ${source.type}`;
  return 'saved' in source ? `saved ${source.saved}` : `block ${source.block}`;
}

/** What an element with this id drags. */
export function dragSourceOf(id: unknown): DragSource | null {
  const [kind, name = ''] = String(id).split(' ');
  if (kind === 'saved') return { saved: name };
  if (kind === 'block') return { block: name };
  const type = BLOCK_TYPES.find((each) => each === name);
  return kind === 'type' && type ? { type } : null;
}

/** The dragged block, as far as its place depends on it. */
export function draggedBlock(
  source: DragSource,
  { blocks, saved }: { blocks: readonly Block[]; saved: readonly SavedBlock[] },
): Dragged | null {
  if ('type' in source) return { type: source.type, id: null };
  if ('block' in source) return blockById(blocks, source.block);
  const found = saved.find(({ id }) => id === source.saved);
  return found ? { type: found.block.type, id: null } : null;
}
