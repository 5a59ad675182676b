/** What apps/click needs of mailings: what recipients reach by the addresses in their mails. Loads no code that writes or sends mail. */
export { MailingAnalytics } from '../content/mailing-analytics';
export { PictureStore, copyFor, type StoredFile } from '../pictures/picture-store';
export { SOCIAL_ICONS } from '../pictures/social-icons';
export { RecipientsModule } from '../recipients/recipients.module';
export {
  RecipientSubscriptions,
  knownTypes,
  type RecipientSubscription,
} from '../subscriptions/recipient-subscriptions';
export { receives, type SubscriptionChoice } from '../subscriptions/subscription-choice';
export type { SubscriptionTypeDoc } from '../subscriptions/subscription-types';
export { SubscriptionsModule } from '../subscriptions/subscriptions.module';
