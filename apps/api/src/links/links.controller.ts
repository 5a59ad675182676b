import { Module } from '@nestjs/common';
import { CrmFactReader } from '@linkflow/crm-port';
import { EngineConfig } from '@linkflow/engine';
import { FactReader } from '@linkflow/facts';
import { ClickCounter, ClicksRepository, FoldersService, LinksService } from '@linkflow/links';
import { MailingsService } from '@linkflow/mailings';
import { readConfig } from '@linkflow/platform';
import { CatalogueModule } from '../catalogue/catalogue.controller';
import { controllerOf } from '../http/route';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { engineForApi, linkLibrary, mailingLibrary } from '../lib-modules';
import { userRef } from '../session/sessions.service';
import { LinkViews } from './link-views';
import { LinkWorkflowsController } from './link-workflows.controller';
import { SimulationPorts, Simulator } from './simulator';

/** The link library. */
const LinksController = controllerOf(
  'links',
  [LinksService, MailingsService, LinkViews, AuditLog],
  (links, mailings, views, audit) => ({
    list: ({ query }) => views.page(query),
    create: async ({ body, user }) => {
      // Throws not-found if the mailing that the local link belongs to does not exist.
      if (body.mailingId) await mailings.get(body.mailingId);
      return views.detail(await links.create(body, userRef(user)));
    },
    get: async ({ params }) => views.detail(await links.get(params.id)),
    update: async ({ params, body, user }) =>
      views.detail(await links.update(params.id, body, userRef(user))),
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
  }),
);

/** Folders of the link library. */
const FoldersController = controllerOf('folders', [FoldersService], (folders) => ({
  list: () => folders.list(),
  create: ({ body }) => folders.create(body),
  update: ({ params, body }) => folders.update(params.id, body),
  remove: ({ params }) => folders.remove(params.id),
}));

@Module({
  imports: [linkLibrary, mailingLibrary, engineForApi, CatalogueModule, AuditModule],
  providers: [
    LinkViews,
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
})
export class LinksApiModule {}
