import { Module } from '@nestjs/common';
import type { AuditEntry } from '@linkflow/contracts';
import { MailingsService, PersonalMessages, RecipientsService, type MailingDoc } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { controllerOf } from '../http/route';
import { mailingLibrary } from '../lib-modules';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { userRef } from '../session/sessions.service';
import { MailingViews } from './mailing-views';
import { sendMessagePage } from './message-page';

const targetOf = ({ _id: id, name }: MailingDoc): AuditEntry['target'] => ({ kind: 'mailing', id, name });

/** Mailings: their content, which links in it are tracked, and the page that shows a recipient their message. */
const MailingsController = controllerOf(
  'mailings',
  [MailingsService, PersonalMessages, MailingViews, AuditLog],
  (mailings, messages, views, audit) => ({
    list: ({ query }) => views.page(query),
    create: async ({ body, user }) => {
      const id = newId();
      const mailing = await audit.record(user, {
        action: 'mailing.create',
        target: { kind: 'mailing', id, name: body.name },
        act: () => mailings.create(body, userRef(user), id),
      });
      return views.detail(mailing);
    },
    get: async ({ params }) => views.detail(await mailings.get(params.id)),
    update: async ({ params: { id }, body, user }) => {
      const mailing = await audit.record(user, {
        action: 'mailing.save',
        target: targetOf(await mailings.get(id)),
        act: () => mailings.update(id, body, userRef(user)),
        // The change may have renamed the mailing, so the new name is recorded.
        outcome: (saved) => ({ target: targetOf(saved) }),
      });
      return views.detail(mailing);
    },
    remove: async ({ params: { id }, user }) => {
      await audit.record(user, {
        action: 'mailing.delete',
        target: targetOf(await mailings.get(id)),
        act: () => mailings.remove(id),
      });
    },
    setLink: async ({ params: { id, occurrence }, body, user }) => {
      const mailing = await audit.record(user, {
        action: 'mailing.link',
        target: targetOf(await mailings.get(id)),
        details: { occurrence },
        act: () => mailings.setLink(id, occurrence, body, userRef(user)),
      });
      return views.detail(mailing);
    },
    preview: async ({ params }) => {
      const { html } = await messages.preview(await mailings.get(params.id));
      return { html };
    },
    // Needs no session. The token in the address is the only credential: whoever has the mail can open the page.
    viewOnline: async ({ params }, reply) => sendMessagePage(reply, await messages.byToken(params.token)),
  }),
);

/** The recipients of a mailing. */
const RecipientsController = controllerOf(
  'recipients',
  [RecipientsService, MailingViews],
  (recipients, views) => ({
    list: ({ params, query }) => views.recipientsOf(params.id, query),
    add: ({ params, body }) => recipients.add(params.id, body),
    remove: ({ params }) => recipients.remove(params.id, params.recipientId),
  }),
);

@Module({
  imports: [mailingLibrary, AuditModule],
  providers: [MailingViews],
  controllers: [MailingsController, RecipientsController],
})
export class MailingsApiModule {}
