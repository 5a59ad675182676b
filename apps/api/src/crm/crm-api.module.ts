import { Module } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { CategoriesController } from './categories.controller';
import { CompaniesController } from './companies.controller';
import { ContactsController } from './contacts.controller';
import { FollowUpsController } from './follow-ups.controller';
import { InterestsController } from './interests.controller';
import { LookupsController } from './lookups.controller';
import { ProjectsController } from './projects.controller';
import { RequestsController } from './requests.controller';
import { ScriptSyntax } from './script-syntax';
import { ScriptsController } from './scripts.controller';
import { SelectionsController } from './selections.controller';
import { SettingsController } from './settings.controller';

/** The CRM over HTTP. */
@Module({
  imports: [CrmModule],
  controllers: [
    CategoriesController,
    CompaniesController,
    ContactsController,
    FollowUpsController,
    InterestsController,
    LookupsController,
    ProjectsController,
    RequestsController,
    ScriptsController,
    SelectionsController,
    SettingsController,
  ],
  providers: [ScriptSyntax],
})
export class CrmApiModule {}
