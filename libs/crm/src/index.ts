/** The built-in CRM on MongoDB: contacts, companies, extra fields, interests, selections, projects, follow-ups, requests, users. */
export { ChangeLog } from './cards/change-log';
export { CompaniesService } from './cards/companies.service';
export { ContactsService } from './cards/contacts.service';
export { FieldsService } from './cards/fields.service';
export { MatchingContacts } from './cards/matching-contacts';
export { MembersService } from './cards/memberships';
export { CrmImport, type ImportedContact, type ImportedEntries, type ImportedUser } from './crm-import';
export { crmMigrations } from './crm.migrations';
export { CrmModule } from './crm.module';
export { ContactFacts } from './facts';
export { CategoriesService } from './lists/categories.service';
export {
  InterestsService,
  PrioritiesService,
  ProjectsService,
  ScriptsService,
  SelectionsService,
  TaskTypesService,
} from './lists/lists.service';
export type { Source, UserSource } from './shared/source';
export { UsersService, type OidcIdentity, type UserDoc } from './users.service';
export { FollowUpsService } from './work/follow-ups.service';
export { RequestsService } from './work/requests.service';
