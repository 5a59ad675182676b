import { SelectionKind } from '@linkflow/contracts';
import { namedSchema, type NamedDoc } from '../lists/named.schema';
import { COLLECTIONS } from '../model-names';

/** Only static ones have members in `memberships`. */
export interface SelectionDoc extends NamedDoc {
  kind: SelectionKind;
}
export const selectionSchema = namedSchema<SelectionDoc>(COLLECTIONS.selection, {
  kind: { type: String, enum: SelectionKind.options, required: true },
});
