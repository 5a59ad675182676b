import { Module, type DynamicModule } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { MailingsRepository } from './mailings/mailings.repository';
import { MailingsService } from './mailings/mailings.service';
import { AddressBook } from './recipients/address-book';
import { RecipientCounts } from './recipients/recipient-counts';
import { RecipientsRepository } from './recipients/recipients.repository';
import { RecipientsService } from './recipients/recipients.service';
import { PersonalMessages } from './rendering/personal-messages';
import { MailingStore } from './store/mailing-store';

/** Mailings and their recipients. */
@Module({})
export class MailingsModule {
  /** @param links the app's own LinksModule, as there is one link library */
  static with(links: DynamicModule): DynamicModule {
    return {
      module: MailingsModule,
      imports: [CrmModule, links],
      providers: [
        MailingStore,
        MailingsRepository,
        MailingsService,
        RecipientCounts,
        RecipientsRepository,
        RecipientsService,
        AddressBook,
        PersonalMessages,
      ],
      exports: [MailingStore, MailingsService, RecipientsService, PersonalMessages, links],
    };
  }
}
