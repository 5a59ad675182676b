import { Global, Module } from '@nestjs/common';
import { Recipients } from '@linkflow/links';
import { RecipientsPersonalData } from './recipients-personal-data';
import { RecipientsRepository } from './recipients.repository';

/** The stored recipients. Global, because libs/links gets them by its port; every app that uses links or clicks imports this module once. */
@Global()
@Module({
  providers: [
    RecipientsRepository,
    RecipientsPersonalData,
    { provide: Recipients, useExisting: RecipientsRepository },
  ],
  exports: [RecipientsRepository, Recipients],
})
export class RecipientsModule {}
