/** Calls of webhooks: their secrets and signatures, one attempt each, and breakers for servers that do not answer. */
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
