import { Module, type OnModuleInit } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { MailingStore } from '@linkflow/mailings';
import { AuditModule } from '../ops/audit/audit.module';
import { mailingLibrary } from '../links/link-library';
import { MailingViews } from './mailing-views';
import { MailingsController } from './mailings.controller';
import { RecipientsController } from './recipients.controller';
import { ViewOnlineController } from './view-online.controller';

@Module({
  imports: [mailingLibrary, CrmModule, AuditModule],
  providers: [MailingViews],
  controllers: [MailingsController, RecipientsController, ViewOnlineController],
})
export class MailingsApiModule implements OnModuleInit {
  constructor(private readonly store: MailingStore) {}

  async onModuleInit(): Promise<void> {
    await this.store.ensureIndexes();
  }
}
