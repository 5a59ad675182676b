import { Global, Module, type OnModuleInit, type Provider } from '@nestjs/common';
import {
  Crm,
  CrmAudience,
  CrmCards,
  CrmFields,
  CrmHistory,
  CrmLookups,
  CrmNames,
  CrmScripts,
  CrmUsers,
} from '@linkflow/crm-port';
import { ContactsForMail } from './cards/audience';
import { ChangeLog, MailHistory } from './cards/change-log';
import { CompaniesService } from './cards/companies.service';
import { ContactCardsService } from './cards/contact-cards.service';
import { ContactPropertyRules } from './cards/contact-properties';
import { ContactsRepository } from './cards/contacts.repository';
import { ContactsService } from './cards/contacts.service';
import { FieldsService } from './cards/fields.service';
import { FormCards } from './cards/form-cards';
import { MatchingContacts } from './cards/matching-contacts';
import { MembersService, MembershipsRepository } from './cards/memberships';
import { CrmPersonalData } from './crm-personal-data';
import { CrmImport } from './crm-import';
import { MongoLookups, MongoNames } from './directory';
import { EFFECT_PROVIDERS } from './effects/built-in-crm';
import { CrmTargets } from './effects/crm-targets';
import { ContactFactsModule } from './facts';
import { CategoriesService } from './lists/categories.service';
import {
  InterestsService,
  PrioritiesService,
  ProjectsService,
  ScriptsService,
  SelectionsService,
  TaskTypesService,
} from './lists/lists.service';
import { CrmStore } from './shared/collection';
import { UsersService } from './users.service';
import { FollowUpsService } from './work/follow-ups.service';
import { MeetingScheduler } from './work/meeting-scheduler';
import { RequestAssigner } from './work/request-assigner';
import { RequestsService } from './work/requests.service';

const INTERNAL: Provider[] = [
  CrmStore,
  ChangeLog,
  ContactCardsService,
  ContactPropertyRules,
  ContactsRepository,
  CrmPersonalData,
  MembershipsRepository,
  CrmTargets,
  ...EFFECT_PROVIDERS,
  MeetingScheduler,
  RequestAssigner,
];
const SERVICES = [
  CompaniesService,
  ContactsService,
  CrmImport,
  FieldsService,
  FollowUpsService,
  TaskTypesService,
  InterestsService,
  MatchingContacts,
  MembersService,
  ProjectsService,
  CategoriesService,
  PrioritiesService,
  RequestsService,
  ScriptsService,
  SelectionsService,
  UsersService,
];

/**
 * Provides the implementations of the abstract classes of crm-port, except `Crm` (see EFFECT_PROVIDERS) and `CrmFactReader` (see
 * ContactFactsModule).
 */
const PORTS = [
  { provide: CrmAudience, useClass: ContactsForMail },
  { provide: CrmCards, useClass: FormCards },
  { provide: CrmFields, useExisting: FieldsService },
  { provide: CrmHistory, useClass: MailHistory },
  { provide: CrmLookups, useClass: MongoLookups },
  { provide: CrmNames, useClass: MongoNames },
  { provide: CrmScripts, useExisting: ScriptsService },
  { provide: CrmUsers, useExisting: UsersService },
];

/**
 * The built-in CRM. The app must also import PlatformModule. The module is global: an app imports its CRM adapter once, and everything else
 * injects the classes of crm-port. Another CRM adapter would be a global module that provides the same classes.
 */
@Global()
@Module({
  imports: [ContactFactsModule],
  providers: [...INTERNAL, ...SERVICES, ...PORTS],
  exports: [ContactFactsModule, ChangeLog, ...SERVICES, Crm, ...PORTS.map(({ provide }) => provide)],
})
export class CrmModule implements OnModuleInit {
  constructor(private readonly store: CrmStore) {}

  /** Creates the indexes before the app serves requests, because some of them enforce uniqueness. */
  onModuleInit(): Promise<void> {
    return this.store.ensureIndexes();
  }
}
