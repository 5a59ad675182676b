/**
 * The modules of libs that need providers of this app. Every module of the app imports these same objects, so that there is one instance
 * of each.
 */
import { catalogue } from '@linkflow/actions';
import { Crm, CrmFields } from '@linkflow/crm-port';
import { EngineModule, RunQueue, Versions } from '@linkflow/engine';
import { recipientFactNames } from '@linkflow/facts';
import { FormMailTypes, FormQueue, FormsModule, KeptConfirmations, readFormOwner } from '@linkflow/forms';
import { CompiledVersions, DraftRules, LinksModule } from '@linkflow/links';
import {
  AudienceQueue,
  LinkSteps,
  MailChecksModule,
  MailFacts,
  MailingsModule,
  Outbox,
  SubscriptionsModule,
} from '@linkflow/mailings';
import { Batcher } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { CatalogueModule } from './catalogue/catalogue.controller';
import { WorkflowCatalogue } from './catalogue/workflow-catalogue';
import { MailTypesInUse } from './forms/mail-types-in-use';
import { OutboxConfirmations } from './forms/outbox-confirmations';
import { WorkflowLinkSteps } from './mailings/mail-check-steps';

/** The engine's queries and commands, without the execution of runs. Needs `QueuesModule.producing` with the queue `runs`. */
export const engineForApi = EngineModule.forApi(
  [],
  [
    { provide: RunQueue, useExisting: JobProducer },
    {
      provide: Versions,
      useFactory: (batcher: Batcher, crm: Crm) =>
        new CompiledVersions(batcher, catalogue(crm), [readFormOwner]),
      inject: [Batcher, Crm],
    },
  ],
);

export const linkLibrary = LinksModule.withRules({ provide: DraftRules, useExisting: WorkflowCatalogue }, [
  CatalogueModule,
]);

const mailFacts = {
  provide: MailFacts,
  useFactory: (fields: CrmFields): MailFacts => ({
    names: async () => recipientFactNames(await fields.list('contact')),
  }),
  inject: [CrmFields],
};

/** The mailings module. It uses the same instance of the link library. */
export const mailingLibrary = MailingsModule.with(
  linkLibrary,
  { provide: AudienceQueue, useExisting: JobProducer },
  mailFacts,
);

/** The checks of mailings before they are sent. */
export const mailChecks = MailChecksModule.with(
  mailingLibrary,
  { provide: LinkSteps, useClass: WorkflowLinkSteps },
  [CatalogueModule],
);

/** Forms and their submissions. Their workflows use the same instance of the link library. */
export const formLibrary = FormsModule.forApi(
  linkLibrary,
  [
    { provide: FormQueue, useExisting: JobProducer },
    { provide: FormMailTypes, useClass: MailTypesInUse },
    Outbox,
    { provide: KeptConfirmations, useClass: OutboxConfirmations },
  ],
  [SubscriptionsModule],
);
