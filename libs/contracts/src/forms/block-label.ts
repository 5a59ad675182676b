import { cleanLine } from '../clean-line';
import type { FormBlock } from './form-content';

/** The label of a block, in one line, for lists, exports and facts. */
export function labelOfBlock(block: FormBlock): string {
  switch (block.type) {
    case 'consent':
      return cleanLine(block.wording).slice(0, 100);
    case 'hidden':
      return block.name;
    case 'heading':
    case 'paragraph':
      return cleanLine(block.text).slice(0, 100);
    default:
      return block.label || block.name;
  }
}
