import { Module, type DynamicModule, type OnModuleInit, type Provider } from '@nestjs/common';
import { WebhookEventsModule } from '@linkflow/webhooks';
import { FormsPersonalData } from './forms-personal-data';
import { FormVersions } from './library/form-versions';
import { FormDrafts, FormEvents, FormOwners, FormPublishing } from './library/form-workflows';
import { FormsRepository } from './library/forms.repository';
import { FormsService } from './library/forms.service';
import { FormReader } from './submissions/form-reader';
import { SubmissionIntake } from './submissions/submission-intake';
import { SubmissionProcessor } from './submissions/submission-processor';
import { SubmissionsRepository } from './submissions/submissions.repository';
import { SubmissionsService } from './submissions/submissions.service';
import { FormTemplates } from './templates/form-templates';

const STORED = [FormsRepository, FormVersions, SubmissionsRepository, FormReader];

type Imports = NonNullable<DynamicModule['imports']>;

/** For the apps that store forms or submissions. */
@Module({})
export class FormsModule implements OnModuleInit {
  constructor(
    private readonly forms: FormsRepository,
    private readonly versions: FormVersions,
    private readonly submissions: SubmissionsRepository,
  ) {}

  /**
   * For apps/api.
   * @param library the module of the link library, whose drafts and versions the workflows of forms use
   * @param ports provide FormQueue, FormMailTypes and KeptConfirmations
   */
  static forApi(library: DynamicModule, ports: Provider[], imports: Imports = []): DynamicModule {
    return {
      module: FormsModule,
      imports: [library, WebhookEventsModule, ...imports],
      providers: [
        ...STORED,
        FormEvents,
        FormOwners,
        FormDrafts,
        FormPublishing,
        FormTemplates,
        FormsService,
        SubmissionsService,
        FormsPersonalData,
        ...ports,
      ],
      exports: [...STORED, FormDrafts, FormPublishing, FormsService, SubmissionsService],
    };
  }

  /** For apps/worker: stores and processes submissions. `ports` provides all ports but FormMailTypes and KeptConfirmations. */
  static forWorker(imports: Imports, ports: Provider[]): DynamicModule {
    return {
      module: FormsModule,
      imports: [WebhookEventsModule, ...imports],
      providers: [...STORED, FormEvents, SubmissionProcessor, SubmissionIntake, ...ports],
      exports: [SubmissionIntake, FormReader],
    };
  }

  async onModuleInit(): Promise<void> {
    await Promise.all([
      this.forms.createIndexes(),
      this.versions.createIndexes(),
      this.submissions.createIndexes(),
    ]);
  }
}
