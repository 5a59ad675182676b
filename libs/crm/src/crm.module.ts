import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { InjectConnection, MongooseModule } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { ChangeLog } from './changes/change-log';
import { ChangesRepository } from './changes/changes.repository';
import { CompaniesService } from './companies/companies.service';
import { ContactCardsService } from './contacts/contact-cards.service';
import { ContactViews } from './contacts/contact-views';
import { ContactsRepository } from './contacts/contacts.repository';
import { ContactsService } from './contacts/contacts.service';
import { PropertyHistory } from './contacts/property-history';
import { CreateFollowUpEffect } from './effects/create-follow-up.effect';
import { CreateRequestEffect } from './effects/create-request.effect';
import { CrmEffectsService } from './effects/crm-effects.service';
import { CrmTargets } from './effects/crm-targets';
import { SetFieldEffect } from './effects/set-field.effect';
import { SetMembershipEffect } from './effects/set-membership.effect';
import { ContactFactsModule } from './facts';
import { FieldsService } from './fields/fields.service';
import { FollowUpsService } from './follow-ups/follow-ups.service';
import { MeetingDesk } from './follow-ups/meeting-desk';
import { TaskTypesService } from './follow-ups/task-types.service';
import { CrmImport } from './import/crm-import';
import { InterestsRepository } from './interests/interests.repository';
import { InterestsService } from './interests/interests.service';
import { LookupsService } from './lookups/lookups.service';
import { MembersService } from './memberships/members.service';
import { MembershipsRepository } from './memberships/memberships.repository';
import { MODELS } from './model-names';
import { MODEL_DEFINITIONS } from './models';
import { CrmNames } from './names/crm-names';
import { ProjectsRepository } from './projects/projects.repository';
import { ProjectsService } from './projects/projects.service';
import { CategoriesRepository } from './requests/categories.repository';
import { CategoriesService } from './requests/categories.service';
import { PrioritiesService } from './requests/priorities.service';
import { RequestAssigner } from './requests/request-assigner';
import { RequestsService } from './requests/requests.service';
import { ScriptsRepository } from './scripts/scripts.repository';
import { ScriptsService } from './scripts/scripts.service';
import { SelectionsRepository } from './selections/selections.repository';
import { SelectionsService } from './selections/selections.service';
import { UsersRepository } from './users/users.repository';
import { UsersService } from './users/users.service';

/** Nothing is written before the indexes stand: some of them are what keeps things unique. */
@Injectable()
class CrmIndexes implements OnModuleInit {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async onModuleInit(): Promise<void> {
    await Promise.all(Object.values(MODELS).map((name) => this.connection.model(name).init()));
  }
}

/** The whole CRM, for an app that has PlatformModule. */
@Module({
  imports: [MongooseModule.forFeature(MODEL_DEFINITIONS), ContactFactsModule],
  providers: [
    CrmIndexes,
    ChangeLog,
    ChangesRepository,
    CompaniesService,
    ContactCardsService,
    ContactViews,
    ContactsRepository,
    ContactsService,
    PropertyHistory,
    CreateFollowUpEffect,
    CreateRequestEffect,
    CrmEffectsService,
    CrmTargets,
    SetFieldEffect,
    SetMembershipEffect,
    CrmImport,
    FieldsService,
    FollowUpsService,
    MeetingDesk,
    TaskTypesService,
    InterestsRepository,
    InterestsService,
    LookupsService,
    MembersService,
    MembershipsRepository,
    CrmNames,
    ProjectsRepository,
    ProjectsService,
    CategoriesRepository,
    CategoriesService,
    PrioritiesService,
    RequestAssigner,
    RequestsService,
    ScriptsRepository,
    ScriptsService,
    SelectionsRepository,
    SelectionsService,
    UsersRepository,
    UsersService,
  ],
  exports: [
    ContactFactsModule,
    CompaniesService,
    ContactsService,
    CrmEffectsService,
    CrmImport,
    FieldsService,
    FollowUpsService,
    TaskTypesService,
    InterestsService,
    LookupsService,
    MembersService,
    CrmNames,
    ProjectsService,
    CategoriesService,
    PrioritiesService,
    RequestsService,
    ScriptsService,
    SelectionsService,
    UsersService,
  ],
})
export class CrmModule {}
