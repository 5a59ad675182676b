/** The small CRM: contacts, companies, extra fields, interests, selections, projects, follow-ups, requests, users. */
export { CompaniesService } from './companies/companies.service';
export { ContactsService } from './contacts/contacts.service';
export { CrmModule } from './crm.module';
export { CrmEffectsService } from './effects/crm-effects.service';
export type {
  Applied,
  CreatedFollowUp,
  CreatedRequest,
  CrmEffects,
  EffectContext,
  FollowUpSpec,
  RequestOwner,
  RequestSpec,
} from './effects/effects.types';
export { ContactFacts, ContactFactsModule, factDescriptors, nowFacts, type FactValues } from './facts';
export { FieldsService } from './fields/fields.service';
export { FollowUpsService } from './follow-ups/follow-ups.service';
export { TaskTypesService } from './follow-ups/task-types.service';
export {
  CrmImport,
  type ImportedContact,
  type ImportedEntries,
  type ImportedUser,
} from './import/crm-import';
export { InterestsService } from './interests/interests.service';
export { LookupsService } from './lookups/lookups.service';
export { MembersService } from './memberships/members.service';
export { CrmNames, type NamedRef } from './names/crm-names';
export { ProjectsService } from './projects/projects.service';
export { CategoriesService } from './requests/categories.service';
export { PrioritiesService } from './requests/priorities.service';
export { RequestsService } from './requests/requests.service';
export { ScriptsService } from './scripts/scripts.service';
export { SelectionsService } from './selections/selections.service';
export type { RunSource, Source, UserSource } from './shared/source';
export type { UserDoc } from './users/user.schema';
export { UsersService } from './users/users.service';
