import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { MailingsRepository } from './mailings.repository';
import { MailingsService } from './mailings.service';
import { PersonalMessages } from './personal-messages';
import { PictureStore } from './pictures/picture-store';
import { Pictures } from './pictures/pictures.service';
import { RecipientCounts } from './recipient-counts';
import { RecipientsService } from './recipients.service';

@Module({})
export class MailingsModule implements OnModuleInit {
  constructor(
    private readonly mailings: MailingsRepository,
    private readonly pictures: PictureStore,
  ) {}

  /**
   * The CRM adapter of the app must be a global module.
   * @param links the LinksModule of the app, so that both share one instance of it
   */
  static with(links: DynamicModule): DynamicModule {
    return {
      module: MailingsModule,
      imports: [links],
      providers: [
        MailingsRepository,
        MailingsService,
        RecipientCounts,
        RecipientsService,
        PersonalMessages,
        PictureStore,
        Pictures,
      ],
      exports: [MailingsService, Pictures, RecipientCounts, RecipientsService, PersonalMessages, links],
    };
  }

  /** Creates missing indexes at start. */
  async onModuleInit(): Promise<void> {
    await Promise.all([this.mailings.createIndexes(), this.pictures.createIndexes()]);
  }
}
