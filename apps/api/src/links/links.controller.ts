import { Module } from '@nestjs/common';
import type { LinkTrust, Ref } from '@linkflow/contracts';
import { CrmFactReader } from '@linkflow/crm-port';
import { EngineConfig } from '@linkflow/engine';
import { FactReader } from '@linkflow/facts';
import { ClickCounter, ClicksRepository, FoldersService, LinksService, LinkResets } from '@linkflow/links';
import { MailingsService } from '@linkflow/mailings';
import { readConfig } from '@linkflow/platform';
import { CatalogueModule } from '../catalogue/catalogue.controller';
import { Presence, PresenceModule } from '../events/presence';
import { sendCsv } from '../http/csv';
import { controllerOf } from '../http/route';
import { changesBetween } from '../ops/audit-changes';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { engineForApi, formLibrary, linkLibrary, mailingLibrary } from '../lib-modules';
import { userRef } from '../session/signed-in-user';
import { clickersCsv } from './clickers-csv';
import { FunnelViews } from './funnel-views';
import { LinkUsesView } from './link-uses';
import { LinkViews } from './link-views';
import { WorkflowLinkSteps } from '../mailings/mail-check-steps';
import { LinkWorkflowsController } from './link-workflows.controller';
import { SimulationPorts, Simulator } from './simulator';

/** A folder with its name; null for the top of the library, undefined if `id` is undefined. */
async function folderRef(
  folders: FoldersService,
  id: string | null | undefined,
): Promise<Ref | null | undefined> {
  if (id === null || id === undefined) return id;
  return { id, name: (await folders.names([id])).get(id) ?? '' };
}

/** How clicks are treated, as the audit log shows it. */
const trustOf = ({ strictness = null, holdMinutes = null }: LinkTrust = {}) => ({ strictness, holdMinutes });

/** The link library. */
const LinksController = controllerOf(
  'links',
  [LinksService, MailingsService, FoldersService, LinkViews, AuditLog, Presence, LinkResets, LinkUsesView],
  (links, mailings, folders, views, audit, presence, resets, uses) => ({
    list: ({ query, user }) => views.page(query, user.id),
    create: async ({ body, user }) => {
      // Throws not-found if the mailing that the local link belongs to does not exist.
      if (body.mailingId) await mailings.get(body.mailingId);
      const link = await audit.record(user, {
        action: 'link.create',
        target: { kind: 'link', id: '', name: body.name },
        details: { url: body.url },
        act: () => links.create(body, userRef(user)),
        outcome: ({ _id: id, name }) => ({ target: { kind: 'link', id, name } }),
      });
      return views.detail(link);
    },
    get: async ({ params }) => views.detail(await links.get(params.id)),
    update: async ({ params: { id }, body, user }) => {
      const before = await links.get(id);
      const link = await audit.record(user, {
        action: 'link.change',
        target: { kind: 'link', id, name: before.name },
        changes: changesBetween(
          { name: before.name, folder: await folderRef(folders, before.folderId), ...trustOf(before.trust) },
          {
            name: body.name,
            folder: await folderRef(folders, body.folderId),
            ...(body.trust && trustOf(body.trust)),
          },
        ),
        act: () => links.update(id, body, userRef(user)),
      });
      return views.detail(link);
    },
    remove: async ({ params: { id }, user }) => {
      const { name } = await links.get(id);
      await audit.record(user, {
        action: 'link.delete',
        target: { kind: 'link', id, name },
        act: () => links.remove(id, userRef(user)),
      });
    },
    restore: async ({ params: { id }, user }) => {
      const link = await audit.record(user, {
        action: 'link.restore',
        // A deleted link cannot be read, so its name is known only after it was restored (`outcome`).
        target: { kind: 'link', id, name: '' },
        act: () => links.restore(id, userRef(user)),
        outcome: ({ name }) => ({ target: { kind: 'link', id, name } }),
      });
      return views.detail(link);
    },
    clickers: async ({ params, query }) => {
      const link = await links.get(params.id);
      return views.clickersOf(link._id, query);
    },
    exportClickers: async ({ params, query, user }, reply) => {
      const { _id, name } = await links.get(params.id);
      const { mailingId, verdict, clicks: shown } = query;
      const rows = clickersCsv(views, { linkId: _id, mailingId, verdict, shown, user });
      await sendCsv(reply, `${name}.csv`, rows);
    },
    duplicate: async ({ params: { id }, body: { name }, user }) => {
      const original = await links.get(id);
      const link = await audit.record(user, {
        action: 'link.create',
        target: { kind: 'link', id: '', name },
        details: { copyOf: original.name },
        act: () => links.duplicate(id, name, userRef(user)),
        outcome: (copy) => ({ target: { kind: 'link', id: copy._id, name } }),
      });
      return views.detail(link);
    },
    uses: async ({ params }) => uses.of(await links.getOrDeleted(params.id)),
    reset: async ({ params: { id }, body: { mailingId }, user }) => {
      const link = await links.get(id);
      const mailing = mailingId === null ? null : await mailings.get(mailingId);
      const reset = await audit.record(user, {
        action: 'link.reset',
        target: { kind: 'link', id, name: link.name },
        // The counts that the link had, of all mailings.
        details: { ...(mailing && { mailing: mailing.name }), ...(await views.clicksOf(id)) },
        act: () => resets.reset({ linkId: id, mailingId }, userRef(user)),
      });
      return views.reset(reset);
    },
    resets: async ({ params }) => {
      const link = await links.get(params.id);
      return Promise.all((await resets.list(link._id)).map((reset) => views.reset(reset)));
    },
    presence: async ({ params }) => presence.at((await links.get(params.id))._id),
  }),
);

/** Folders of links, of mailings and of forms. */
const FoldersController = controllerOf('folders', [FoldersService, AuditLog], (folders, audit) => ({
  list: ({ query }) => folders.list(query.kind),
  create: ({ body: { kind, ...body }, user }) =>
    audit.record(user, {
      action: 'folder.create',
      target: { kind: 'folder', id: '', name: body.name },
      act: () => folders.create(kind, body),
      outcome: ({ id, name }) => ({ target: { kind: 'folder', id, name } }),
    }),
  update: async ({ params: { id }, body, user }) => {
    const before = await folders.get(id);
    return audit.record(user, {
      action: 'folder.change',
      target: { kind: 'folder', id, name: before.name },
      changes: changesBetween(
        { name: before.name, folder: await folderRef(folders, before.parentId) },
        { name: body.name, folder: await folderRef(folders, body.parentId) },
      ),
      act: () => folders.update(id, body),
    });
  },
  remove: async ({ params: { id }, query, user }) => {
    const { name } = await folders.get(id);
    await audit.record(user, {
      action: 'folder.delete',
      target: { kind: 'folder', id, name },
      details: { ...(query.contents && { contents: query.contents }) },
      act: () => folders.remove(id, userRef(user), { movesUp: query.contents === 'up' }),
    });
  },
  trash: ({ query }) => folders.trash(query.kind),
  restore: async ({ params: { id }, user }) =>
    audit.record(user, {
      action: 'folder.restore',
      target: { kind: 'folder', id, name: await folders.deletedName(id) },
      act: () => folders.restore(id),
    }),
}));

@Module({
  imports: [
    linkLibrary,
    mailingLibrary,
    formLibrary,
    engineForApi,
    CatalogueModule,
    AuditModule,
    PresenceModule,
  ],
  providers: [
    LinkViews,
    LinkUsesView,
    FunnelViews,
    WorkflowLinkSteps,
    Simulator,
    SimulationPorts,
    {
      provide: FactReader,
      useFactory: (crm: CrmFactReader, counts: ClickCounter, clicks: ClicksRepository) =>
        new FactReader({ crm, counts, clicks, timeZone: readConfig(EngineConfig).ORGANISATION_TIME_ZONE }),
      inject: [CrmFactReader, ClickCounter, ClicksRepository],
    },
  ],
  controllers: [LinksController, LinkWorkflowsController, FoldersController],
  exports: [FactReader, SimulationPorts],
})
export class LinksApiModule {}
