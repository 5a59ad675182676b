import { Module, type DynamicModule, type OnModuleInit, type Provider } from '@nestjs/common';
import { BlockRenderer } from './blocks/block-renderer';
import { MailCompiler } from './content/mail-compiler';
import { MailContent } from './content/mail-content';
import { MailFacts } from './content/mail-facts';
import { MailWork } from './content/mail-work';
import { MailingLinks } from './content/mailing-links';
import { MailingsRepository } from './mailings.repository';
import { MailingsService } from './mailings.service';
import { MailingCopies } from './copies/mailing-copies';
import { MailTemplates } from './templates/mail-templates';
import { SavedBlocks } from './templates/saved-blocks';
import { PersonalMessages } from './personal-messages';
import { PictureStore } from './pictures/picture-store';
import { Pictures } from './pictures/pictures.service';
import { AudienceModule } from './recipients/audience.module';
import { AudienceService } from './recipients/audience.service';
import { RecipientFacts } from './recipients/recipient-facts';
import { RecipientsModule } from './recipients/recipients.module';
import { RecipientsRepository } from './recipients/recipients.repository';
import { ClickedRecipients } from './recipients/clicked-recipients';
import { RecipientsService } from './recipients/recipients.service';
import { CompiledMailings } from './sending/compiled-mailings';
import { SubscriptionTypes } from './subscriptions/subscription-types';

@Module({})
export class MailingsModule implements OnModuleInit {
  constructor(
    private readonly mailings: MailingsRepository,
    private readonly pictures: PictureStore,
    private readonly recipients: RecipientsRepository,
  ) {}

  /**
   * The CRM adapter of the app must be a global module.
   * @param links the LinksModule of the app, so that both share one instance of it
   * @param queue provides `AudienceQueue`
   * @param facts provides `MailFacts`; without it, names of facts are not checked
   */
  static with(links: DynamicModule, queue: Provider, facts?: Provider): DynamicModule {
    return {
      module: MailingsModule,
      imports: [links, RecipientsModule, AudienceModule],
      providers: [
        MailingsRepository,
        MailingsService,
        ...(facts ? [facts] : []),
        MailWork,
        BlockRenderer,
        MailContent,
        MailCompiler,
        SubscriptionTypes,
        MailingLinks,
        AudienceService,
        queue,
        ClickedRecipients,
        RecipientsService,
        RecipientFacts,
        CompiledMailings,
        PersonalMessages,
        PictureStore,
        Pictures,
        MailingCopies,
        MailTemplates,
        SavedBlocks,
      ],
      exports: [
        MailingsService,
        ...(facts ? [MailFacts] : []),
        MailWork,
        MailCompiler,
        RecipientFacts,
        Pictures,
        MailingCopies,
        MailTemplates,
        SavedBlocks,
        AudienceModule,
        AudienceService,
        ClickedRecipients,
        RecipientsService,
        PersonalMessages,
        links,
      ],
    };
  }

  /** Creates missing indexes at start. */
  async onModuleInit(): Promise<void> {
    const owners = [this.mailings, this.pictures, this.recipients];
    await Promise.all(owners.map((owner) => owner.createIndexes()));
  }
}
