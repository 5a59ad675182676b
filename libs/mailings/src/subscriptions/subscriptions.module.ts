import { Module } from '@nestjs/common';
import { WebhookEventsModule } from '@linkflow/webhooks';
import { MailingsRepository } from '../mailings.repository';
import { MailAddresses } from './mail-addresses';
import { RecipientSubscriptions } from './recipient-subscriptions';
import { SubscriptionTypes } from './subscription-types';
import { Subscriptions } from './subscriptions';
import { SubscriptionsPersonalData } from './subscriptions-personal-data';
import { Suppressions } from './suppressions';
import { UnsubscribedByMailing } from './unsubscribed-by-mailing';

const PROVIDERS = [
  MailingsRepository,
  MailAddresses,
  SubscriptionTypes,
  Subscriptions,
  RecipientSubscriptions,
  Suppressions,
  UnsubscribedByMailing,
];

/**
 * What people have chosen, and which addresses do not work. The module of the recipients must be global. The indexes are created by apps/api,
 * because apps/click starts without MongoDB too.
 */
@Module({
  imports: [WebhookEventsModule],
  providers: [...PROVIDERS, SubscriptionsPersonalData],
  exports: PROVIDERS,
})
export class SubscriptionsModule {}
