import { ROUTES } from '@linkflow/contracts';
import type { ApiClient } from './api-client';

/**
 * Creates a webhook subscription to all clicks and submissions, at a server that does not exist, and tries it out, so that its log has an entry.
 * @returns its id
 */
export async function aWebhook(api: ApiClient, name: string): Promise<string> {
  const { secret } = await api.call(ROUTES.webhookSecrets.create, { body: { kind: 'signing', name } });
  const { id } = await api.call(ROUTES.webhookSubscriptions.create, {
    body: {
      name,
      url: 'https://crm.fjelltopp.example/hooks/linkflow',
      types: ['click.recorded', 'submission.processed'],
      secretId: secret.id,
    },
  });
  await api.call(ROUTES.webhookSubscriptions.test, { params: { id } });
  return id;
}
