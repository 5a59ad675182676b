import { Module } from '@nestjs/common';
import type { AuditEntry } from '@linkflow/contracts';
import { FoldersService, LinkUrls } from '@linkflow/links';
import {
  AudienceService,
  BouncesModule,
  MailingCopies,
  MailingsService,
  PersonalMessages,
  RecipientsService,
  SubscriptionTypes,
  type MailingDoc,
  type RecipientDoc,
} from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { sendCsv } from '../http/csv';
import { controllerOf } from '../http/route';
import { mailingLibrary } from '../lib-modules';
import { changesBetween } from '../ops/audit-changes';
import { AuditLog, AuditModule, type AuditSubject } from '../ops/audit-log';
import { userRef } from '../session/signed-in-user';
import { AudienceViews } from './audience-views';
import { MailingViews } from './mailing-views';
import { sendMessagePage } from './message-page';
import { recipientsCsv } from './recipients-csv';

const targetOf = ({ _id: id, name }: MailingDoc): AuditEntry['target'] => ({ kind: 'mailing', id, name });

/** An audit event keeps only the part of a long text that differs, and blocks are long. */
const asTexts = <T extends { blocks?: unknown }>(content: T) => ({
  ...content,
  ...(content.blocks !== undefined && { blocks: JSON.stringify(content.blocks) }),
});

/** Mailings: their content, which links in it are tracked, and the page that shows a recipient their message. */
const MailingsController = controllerOf(
  'mailings',
  [
    MailingsService,
    MailingCopies,
    RecipientsService,
    PersonalMessages,
    MailingViews,
    SubscriptionTypes,
    AuditLog,
    FoldersService,
  ],
  (mailings, copies, recipients, messages, views, types, audit, folders) => ({
    list: ({ query, user }) => views.page(query, user.id),
    create: async ({ body, user }) => {
      const id = newId();
      if (body.typeId) await types.get(body.typeId);
      const mailing = await audit.record(user, {
        action: 'mailing.create',
        target: { kind: 'mailing', id, name: body.name },
        act: () => {
          const { templateId } = body;
          if (templateId === undefined) return mailings.create(body, userRef(user), id);
          return copies.fromTemplate({ ...body, templateId }, id, userRef(user));
        },
      });
      return views.detail(mailing);
    },
    get: async ({ params }) => views.detail(await mailings.get(params.id)),
    update: async ({ params: { id }, body, user }) => {
      const before = await mailings.get(id);
      if (body.typeId) await types.get(body.typeId);
      const { revision: _revision, ...content } = body;
      const mailing = await audit.record(user, {
        action: 'mailing.save',
        target: targetOf(before),
        changes: changesBetween(asTexts(before), asTexts(content)),
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
        act: () => mailings.remove(id, userRef(user)),
      });
    },
    restore: async ({ params: { id }, user }) => {
      const mailing = await audit.record(user, {
        action: 'mailing.restore',
        // A deleted mailing cannot be read, so its name is known only after it was restored (`outcome`).
        target: { kind: 'mailing', id, name: '' },
        act: () => mailings.restore(id, userRef(user)),
        outcome: (restored) => ({ target: targetOf(restored) }),
      });
      return views.detail(mailing);
    },
    move: async ({ params: { id }, body: { folderId }, user }) => {
      const before = await mailings.get(id);
      const nameOf = async (folder: string | null | undefined) =>
        folder ? ((await folders.names([folder])).get(folder) ?? '') : null;
      await audit.record(user, {
        action: 'mailing.move',
        target: targetOf(before),
        changes: changesBetween(
          { folder: await nameOf(before.folderId) },
          { folder: await nameOf(folderId) },
        ),
        act: () => mailings.move(id, folderId),
      });
    },
    setLink: async ({ params: { id, occurrence }, body, user }) => {
      const before = await mailings.get(id);
      const previous = await mailings.hrefOf(before, occurrence);
      const mailing = await audit.record(user, {
        action: 'mailing.link',
        target: targetOf(before),
        details: { occurrence, previous, ...body },
        act: () => mailings.setLink(id, occurrence, body, userRef(user)),
      });
      return views.detail(mailing);
    },
    setLinks: async ({ params: { id }, body, user }) => {
      const mailing = await audit.record(user, {
        action: 'mailing.link',
        target: targetOf(await mailings.get(id)),
        details: {
          changes: body.changes.map(({ occurrences, to }) => ({ links: occurrences.length, ...to })),
        },
        act: () => mailings.setLinks(id, body, userRef(user)),
      });
      return views.detail(mailing);
    },
    replacePlaceholders: async ({ params: { id }, body, user }) => {
      const mailing = await audit.record(user, {
        action: 'mailing.save',
        target: targetOf(await mailings.get(id)),
        details: { replacements: body.replacements },
        act: () => mailings.replacePlaceholders(id, body, userRef(user)),
      });
      return views.detail(mailing);
    },
    preview: async ({ params }) => messages.preview(await mailings.get(params.id)),
    render: async ({ params: { id }, body }) => {
      await mailings.get(id);
      const reader = body.recipientId ? await recipients.get(id, body.recipientId) : undefined;
      return messages.unsaved(id, body, reader);
    },
    copy: async ({ params: { id }, body: { name }, user }) => {
      const copyId = newId();
      const mailing = await audit.record(user, {
        action: 'mailing.copy',
        target: { kind: 'mailing', id: copyId, name },
        details: { from: targetOf(await mailings.get(id)) },
        act: () => copies.copy(id, { name, copyId }, userRef(user)),
      });
      return views.detail(mailing);
    },
    export: ({ params }) => copies.export(params.id),
    import: async ({ body, user }) => {
      const id = newId();
      const mailing = await audit.record(user, {
        action: 'mailing.import',
        target: { kind: 'mailing', id, name: body.name },
        act: () => copies.import(body, id, userRef(user)),
      });
      return views.detail(mailing);
    },
    // Needs no session. The token in the address is the only credential, so anyone who has the mail can open the page.
    viewOnline: async ({ params }, reply) => sendMessagePage(reply, await messages.byToken(params.token)),
  }),
);

/** What an audit event about one recipient contains. The name is the recipient's, so the event belongs to the contact's data. */
const aboutRecipient = ({ _id: id, mailingId, name, email, contactId }: RecipientDoc): AuditSubject => ({
  target: { kind: 'recipient', id, name: name || email },
  details: { mailingId },
  contactId: contactId ?? undefined,
});

/** The recipients of a mailing. */
const RecipientsController = controllerOf(
  'recipients',
  [RecipientsService, AudienceService, MailingsService, PersonalMessages, MailingViews, LinkUrls, AuditLog],
  (recipients, audience, mailings, messages, views, urls, audit) => ({
    list: ({ params, query }) => views.recipientsOf(params.id, query),
    export: async ({ params: { id }, query: { clicks: shown, ...query }, user }, reply) => {
      const { name } = await mailings.get(id);
      await sendCsv(reply, `${name}.csv`, recipientsCsv(views.allRecipientsOf(id, query), { shown, user }));
    },
    add: async ({ params: { id }, body, user }) =>
      audit.record(user, {
        action: 'recipient.add',
        target: targetOf(await mailings.get(id)),
        details: {
          contacts: body.contactIds.length,
          selections: body.selectionIds.length,
          projects: body.projectIds.length,
          companies: body.companyIds.length,
        },
        act: () => audience.add(id, body, userRef(user)),
        outcome: (result) => ({ details: { ...result } }),
      }),
    remove: async ({ params, user }) =>
      audit.record(user, {
        action: 'recipient.remove',
        ...aboutRecipient(await recipients.get(params.id, params.recipientId)),
        act: () => recipients.remove(params.id, params.recipientId),
      }),
    preview: async ({ params: { id, recipientId } }) =>
      messages.preview(await mailings.get(id), await recipients.get(id, recipientId)),
    address: async ({ params: { id, recipientId }, user }) =>
      audit.record(user, {
        action: 'recipient.address',
        ...aboutRecipient(await recipients.openable(id, recipientId)),
        act: () => Promise.resolve({ url: urls.view(id, recipientId) }),
      }),
  }),
);

/** The sources of the recipients of a mailing. */
const AudienceController = controllerOf(
  'audience',
  [AudienceService, MailingsService, AudienceViews, AuditLog],
  (audience, mailings, views, audit) => ({
    get: ({ params }) => views.audience(params.id),
    update: async ({ params: { id }, body, user }) => {
      await audit.record(user, {
        action: 'recipient.update',
        target: targetOf(await mailings.get(id)),
        details: body,
        act: () => audience.setUpdatesAtSending(id, body.updateAtSending),
      });
      return views.audience(id);
    },
    refresh: async ({ params: { id }, user }) => {
      await audit.record(user, {
        action: 'recipient.refresh',
        target: targetOf(await mailings.get(id)),
        act: () => audience.refresh(id),
      });
      return views.audience(id);
    },
    upload: async ({ params: { id }, query, upload, user }) => {
      const source = await audit.record(user, {
        action: 'recipient.upload',
        target: targetOf(await mailings.get(id)),
        details: query,
        act: () => audience.upload(id, upload, query, userRef(user)),
      });
      return views.source(source);
    },
    removeSource: async ({ params: { id, sourceId }, user }) => {
      const { kind, targetId, file } = await audience.source(id, sourceId);
      await audit.record(user, {
        action: 'recipient.remove-source',
        target: targetOf(await mailings.get(id)),
        details: { kind, ...(targetId && { targetId }), ...(file && { file: file.name }) },
        act: () => audience.removeSource(id, sourceId),
      });
    },
    badRows: async ({ params: { id, sourceId } }) => views.badRows(await audience.source(id, sourceId)),
  }),
);

@Module({
  imports: [mailingLibrary, BouncesModule, AuditModule],
  providers: [MailingViews, AudienceViews],
  controllers: [MailingsController, RecipientsController, AudienceController],
  exports: [MailingViews],
})
export class MailingsApiModule {}
