import { MANUAL_TRIGGER, TRIGGER } from '@linkflow/contracts';
import { RunCommands } from '@linkflow/engine';
import { DraftsService, LinksService, PublishingService } from '@linkflow/links';
import { AppError, Clock, newId } from '@linkflow/platform';
import { EntityNames } from '../catalogue/entity-names';
import { WorkflowCatalogue } from '../catalogue/workflow-catalogue';
import { controllerOf } from '../http/route';
import { AuditLog } from '../ops/audit-log';
import { FunnelViews } from './funnel-views';
import { Simulator } from './simulator';
import { workflowHandlers } from './workflow-handlers';

/** The workflow of a link: its draft, its published versions, simulations, and runs that are started by hand. */
export const LinkWorkflowsController = controllerOf(
  'workflows',
  [
    LinksService,
    DraftsService,
    PublishingService,
    WorkflowCatalogue,
    Simulator,
    EntityNames,
    RunCommands,
    Clock,
    FunnelViews,
    AuditLog,
  ],
  (links, drafts, publishing, catalogue, simulator, names, runs, clock, funnels, audit) => {
    return {
      ...workflowHandlers({
        target: 'link',
        actions: { publish: 'link.publish', rollback: 'link.rollback' },
        trigger: TRIGGER,
        get: (id) => links.get(id),
        drafts,
        publishing,
        catalogue,
        funnels,
        audit,
      }),
      actions: async ({ params: { id }, query: { version, clicks } }) => {
        await links.get(id);
        const versions = await (version === undefined
          ? publishing.versions(id)
          : publishing.version(id, version).then((found) => [found]));
        return funnels.actions(id, versions, clicks);
      },
      simulate: async ({ params: { id }, body: { contactId = null, version, draft } }) => {
        const link = await links.get(id);
        const stored = version === undefined ? link.draft : await publishing.version(id, version);
        const { url, document } = draft ?? stored;
        return simulator.simulate({ linkId: id, linkName: link.name, url, document, contactId });
      },
      run: async ({ params: { id: linkId }, body, user }) => {
        const [link, contact] = await Promise.all([
          links.get(linkId),
          names.nameOf('contact', body.contactId),
        ]);
        if (contact.missing) throw new AppError('not-found', 'There is no such contact');
        const id = newId();
        await audit.record(user, {
          action: 'run.start',
          target: { kind: 'run', id, name: `${link.name} · ${contact.name}` },
          details: { linkId, contactId: contact.id },
          contactId: contact.id,
          act: () =>
            runs.create({
              _id: id,
              trigger: { type: MANUAL_TRIGGER, id, at: clock.now() },
              subject: { contactId: contact.id },
              context: { linkId },
              // No version has the number 0, so `create` fails if the link has no published version.
              workflow: { owner: linkId, version: link.liveVersion ?? 0 },
            }),
        });
        return { id };
      },
    };
  },
);
