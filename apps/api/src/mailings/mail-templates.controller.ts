import { Module } from '@nestjs/common';
import { MailTemplates, MailingsService, SavedBlocks } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { controllerOf } from '../http/route';
import { mailingLibrary } from '../lib-modules';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { userRef } from '../session/signed-in-user';

/** Templates of mailings: built-in ones, and those that colleagues saved. */
const MailTemplatesController = controllerOf(
  'mailTemplates',
  [MailTemplates, MailingsService, AuditLog],
  (templates, mailings, audit) => ({
    list: () => templates.list(),
    get: ({ params }) => templates.get(params.id),
    create: async ({ body: { name, mailingId }, user }) => {
      const id = newId();
      const mailing = await mailings.get(mailingId);
      return audit.record(user, {
        action: 'mailing.save-template',
        target: { kind: 'mail-template', id, name },
        details: { mailing: { id: mailing._id, name: mailing.name } },
        act: () => templates.add(mailing, { id, name, by: userRef(user) }),
      });
    },
    remove: async ({ params: { id }, user }) => {
      const { name } = await templates.get(id);
      await audit.record(user, {
        action: 'mailing.delete-template',
        target: { kind: 'mail-template', id, name },
        act: () => templates.remove(id),
      });
    },
  }),
);

/** Blocks that colleagues saved. */
const SavedBlocksController = controllerOf('savedBlocks', [SavedBlocks, AuditLog], (blocks, audit) => ({
  list: () => blocks.list(),
  create: ({ body: { name, block }, user }) => {
    const id = newId();
    return audit.record(user, {
      action: 'mailing.save-block',
      target: { kind: 'saved-block', id, name },
      act: () => blocks.add(block, { id, name, by: userRef(user) }),
    });
  },
  remove: async ({ params: { id }, user }) => {
    const { name } = await blocks.get(id);
    await audit.record(user, {
      action: 'mailing.delete-block',
      target: { kind: 'saved-block', id, name },
      act: () => blocks.remove(id),
    });
  },
}));

@Module({
  imports: [mailingLibrary, AuditModule],
  controllers: [MailTemplatesController, SavedBlocksController],
})
export class MailTemplatesApiModule {}
