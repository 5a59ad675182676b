import { AssignmentRule } from '@linkflow/contracts';
import { namedSchema, type NamedDoc } from '../lists/named.schema';
import { COLLECTIONS } from '../model-names';

export interface CategoryMember {
  userId: string;
  weight: number;
}

/** Categories form a tree; each says how requests are handed out when nobody is named. */
export interface CategoryDoc extends NamedDoc {
  parentId: string | null;
  rule: AssignmentRule;
  ourContactFirst: boolean;
  members: CategoryMember[];
  /** How many requests were handed out in turn so far (rule `even`). */
  turn: number;
}

export const categorySchema = namedSchema<CategoryDoc>(
  COLLECTIONS.category,
  {
    parentId: { type: String, default: null },
    rule: { type: String, enum: AssignmentRule.options, required: true },
    ourContactFirst: { type: Boolean, default: false },
    members: [{ _id: false, userId: { type: String, required: true }, weight: { type: Number, default: 1 } }],
    turn: { type: Number, default: 0 },
  },
  ['parentId'],
);
