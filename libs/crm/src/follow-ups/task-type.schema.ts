import { FollowUpKind } from '@linkflow/contracts';
import { namedSchema, type NamedDoc } from '../lists/named.schema';
import { COLLECTIONS } from '../model-names';

export interface TaskTypeDoc extends NamedDoc {
  kind: FollowUpKind;
}
export const taskTypeSchema = namedSchema<TaskTypeDoc>(COLLECTIONS.taskType, {
  kind: { type: String, enum: FollowUpKind.options, required: true },
});
