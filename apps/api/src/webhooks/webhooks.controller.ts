import { Module } from '@nestjs/common';
import { LinksService } from '@linkflow/links';
import { WebhookSecrets, WebhooksModule } from '@linkflow/webhooks';
import { controllerOf } from '../http/route';
import { LinksApiModule } from '../links/links.controller';
import { linkLibrary } from '../lib-modules';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { WebhookTrials } from './webhook-trials';

/** Secrets of webhooks. Audit events have their names, never their values. */
const WebhookSecretsController = controllerOf(
  'webhookSecrets',
  [WebhookSecrets, AuditLog],
  (secrets, audit) => ({
    list: () => secrets.list(),
    create: ({ body, user }) =>
      audit.record(user, {
        action: 'webhook.create-secret',
        target: { kind: 'webhook-secret', id: '', name: body.name },
        details: { type: body.kind },
        act: () => secrets.create(body),
        outcome: ({ secret: { id, name } }) => ({ target: { kind: 'webhook-secret', id, name } }),
      }),
    rotate: async ({ params: { id }, body, user }) => {
      const { name } = await secrets.view(id);
      return audit.record(user, {
        action: 'webhook.rotate-secret',
        target: { kind: 'webhook-secret', id, name },
        act: () => secrets.rotate(id, body.value),
      });
    },
    remove: async ({ params: { id }, user }) => {
      const { name } = await secrets.view(id);
      await audit.record(user, {
        action: 'webhook.delete-secret',
        target: { kind: 'webhook-secret', id, name },
        act: () => secrets.remove(id),
      });
    },
  }),
);

/** Test calls. They leave the system, so each is in the audit log. */
const WebhooksController = controllerOf(
  'webhooks',
  [WebhookTrials, LinksService, AuditLog],
  (trials, links, audit) => ({
    try: async ({ body, user }) => {
      const { _id: id, name } = await links.get(body.linkId);
      return audit.record(user, {
        action: 'webhook.try',
        target: { kind: 'link', id, name },
        act: () => trials.run(body),
        outcome: ({ request, answer }) => ({
          details: { server: URL.parse(request.url)?.host ?? '', status: answer?.status ?? null },
        }),
      });
    },
  }),
);

@Module({
  imports: [linkLibrary, LinksApiModule, WebhooksModule, AuditModule],
  controllers: [WebhookSecretsController, WebhooksController],
  providers: [WebhookTrials],
})
export class WebhooksApiModule {}
