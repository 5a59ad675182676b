/** Webhooks: secrets and signatures, calls of one attempt each with a breaker per server, and events for the systems that have subscribed. */
export { WebhooksModule } from './webhooks.module';
export {
  WebhookSender,
  isTemporary,
  type WebhookAnswer,
  type WebhookCall,
  type WebhookOutcome,
  type Webhooks,
} from './webhook-sender';
export { WebhookSecrets } from './webhook-secrets';
export { WebhookDeliveries, type WebhookDeliveryDoc } from './events/webhook-deliveries';
export { WebhookDispatcher } from './events/webhook-dispatcher';
export {
  WebhookCommandsModule,
  WebhookDispatchModule,
  WebhookEventsModule,
} from './events/webhook-events.module';
export { WebhookEvents, type ReportedChange, type ReportedEvent } from './events/webhook-events';
export { WebhookPayloads, WebhookQueue } from './events/webhook-ports';
export { WebhookSubscriptions, type WebhookSubscriptionDoc } from './events/webhook-subscriptions';
export { WebhookTestEvents } from './events/webhook-test-events';
