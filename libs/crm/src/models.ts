import type { ModelDefinition } from '@nestjs/mongoose';
import { changeSchema } from './changes/change.schema';
import { companySchema } from './companies/company.schema';
import { contactSchema } from './contacts/contact.schema';
import { fieldSchema } from './fields/field.schema';
import { followUpSchema } from './follow-ups/follow-up.schema';
import { taskTypeSchema } from './follow-ups/task-type.schema';
import { interestSchema } from './interests/interest.schema';
import { membershipSchema } from './memberships/membership.schema';
import { projectSchema } from './projects/project.schema';
import { categorySchema } from './requests/category.schema';
import { prioritySchema } from './requests/priority.schema';
import { requestSchema } from './requests/request.schema';
import { scriptSchema } from './scripts/script.schema';
import { selectionSchema } from './selections/selection.schema';
import { userSchema } from './users/user.schema';
import { MODELS } from './model-names';

export const MODEL_DEFINITIONS: ModelDefinition[] = [
  { name: MODELS.category, schema: categorySchema },
  { name: MODELS.change, schema: changeSchema },
  { name: MODELS.company, schema: companySchema },
  { name: MODELS.contact, schema: contactSchema },
  { name: MODELS.field, schema: fieldSchema },
  { name: MODELS.followUp, schema: followUpSchema },
  { name: MODELS.interest, schema: interestSchema },
  { name: MODELS.membership, schema: membershipSchema },
  { name: MODELS.priority, schema: prioritySchema },
  { name: MODELS.project, schema: projectSchema },
  { name: MODELS.request, schema: requestSchema },
  { name: MODELS.script, schema: scriptSchema },
  { name: MODELS.selection, schema: selectionSchema },
  { name: MODELS.taskType, schema: taskTypeSchema },
  { name: MODELS.user, schema: userSchema },
];
