import { Module, type DynamicModule } from '@nestjs/common';
import { BounceAddresses } from '../sending/bounce-addresses';
import { SubscriptionHistory } from '../subscriptions/subscription-history';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { BounceServer } from './bounce-server';
import { Bounces } from './bounces.service';
import { ReportedMessages } from './reported-messages';

/** Reports of mail servers and providers. The modules of the recipients and of the CRM must be global. */
@Module({
  imports: [SubscriptionsModule],
  providers: [BounceAddresses, ReportedMessages, Bounces],
  exports: [Bounces, SubscriptionsModule],
})
export class BouncesModule {
  /** Also takes reports by SMTP, if that is on, and tells the CRM how subscriptions have changed. */
  static forWorker(): DynamicModule {
    return { module: BouncesModule, providers: [BounceServer, SubscriptionHistory] };
  }
}
