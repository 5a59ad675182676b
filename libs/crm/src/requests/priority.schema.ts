import { namedSchema, type NamedDoc } from '../lists/named.schema';
import { COLLECTIONS } from '../model-names';

export interface PriorityDoc extends NamedDoc {
  /** 1 is the least urgent. */
  rank: number;
  isDefault: boolean;
}
export const prioritySchema = namedSchema<PriorityDoc>(COLLECTIONS.priority, {
  rank: { type: Number, required: true },
  isDefault: { type: Boolean, default: false },
});
