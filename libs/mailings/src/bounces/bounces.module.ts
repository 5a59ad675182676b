import { Module, type DynamicModule } from '@nestjs/common';
import { BounceAddresses } from '../sending/bounce-addresses';
import { SubscriptionHistory } from '../subscriptions/subscription-history';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { BounceServer } from './bounce-server';
import { Bounces } from './bounces.service';

/** Reports of mail servers and providers. The modules of the recipients and of the CRM must be global. */
@Module({
  imports: [SubscriptionsModule],
  providers: [BounceAddresses, Bounces],
  exports: [Bounces, SubscriptionsModule],
})
export class BouncesModule {
  /** Also takes reports by SMTP, if that is on, and tells the CRM what people have left. */
  static forWorker(): DynamicModule {
    return { module: BouncesModule, providers: [BounceServer, SubscriptionHistory] };
  }
}
