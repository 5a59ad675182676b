import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { BounceAddresses } from '../sending/bounce-addresses';
import { MessageWriter } from '../sending/message-writer';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { LinkSteps } from './link-steps';
import { MailChecks } from './mail-checks';
import { MailFindings } from './mail-findings';
import { SampleMessages } from './sample-message';
import { SenderDns } from './sender-dns';

/** Checks of mailings before they are sent. The modules of the recipients and of the CRM must be global. */
@Module({})
export class MailChecksModule {
  /**
   * @param mailings the MailingsModule of the app
   * @param steps provides `LinkSteps`, from the modules in `imports`
   */
  static with(
    mailings: DynamicModule,
    steps: Provider,
    imports: NonNullable<DynamicModule['imports']> = [],
  ): DynamicModule {
    return {
      module: MailChecksModule,
      imports: [mailings, SubscriptionsModule, ...imports],
      providers: [BounceAddresses, MessageWriter, SampleMessages, SenderDns, MailFindings, MailChecks, steps],
      exports: [MailChecks, LinkSteps],
    };
  }
}
