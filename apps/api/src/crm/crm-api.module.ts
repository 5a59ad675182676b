import { Module } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { EntityNamesModule } from '../catalogue/entity-names';
import { CompaniesController, ContactsController } from './contacts.controller';
import {
  CategoriesController,
  InterestsController,
  ProjectsController,
  SelectionsController,
} from './lists.controller';
import { ScriptSyntax, ScriptsController } from './scripts.controller';
import { SettingsController } from './settings.controller';
import { FollowUpsController, RequestsController } from './work.controller';

/** HTTP access to the CRM. */
@Module({
  imports: [CrmModule, EntityNamesModule],
  controllers: [
    CategoriesController,
    CompaniesController,
    ContactsController,
    FollowUpsController,
    InterestsController,
    ProjectsController,
    RequestsController,
    ScriptsController,
    SelectionsController,
    SettingsController,
  ],
  providers: [ScriptSyntax],
})
export class CrmApiModule {}
