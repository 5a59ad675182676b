import { MANUAL_TRIGGER, type VersionSummary } from '@linkflow/contracts';
import { RunCommands } from '@linkflow/engine';
import { DraftsService, LinksService, PublishingService, type VersionDoc } from '@linkflow/links';
import { AppError, Clock, newId } from '@linkflow/platform';
import { EntityNames } from '../catalogue/entity-names';
import { WorkflowCatalogue } from '../catalogue/workflow-catalogue';
import { controllerOf } from '../http/route';
import { AuditLog, type AuditedAct } from '../ops/audit-log';
import { userRef, type SignedInUser } from '../session/signed-in-user';
import { LinkViews, toHistoryEntry, toVersionSummary } from './link-views';
import { Simulator } from './simulator';

/** The workflow of a link: its draft, its published versions, simulations, and runs that are started by hand. */
export const LinkWorkflowsController = controllerOf(
  'workflows',
  [
    LinksService,
    DraftsService,
    PublishingService,
    LinkViews,
    WorkflowCatalogue,
    Simulator,
    EntityNames,
    RunCommands,
    Clock,
    AuditLog,
  ],
  (links, drafts, publishing, views, catalogue, simulator, names, runs, clock, audit) => {
    const publish = async (
      id: string,
      user: SignedInUser,
      act: Pick<AuditedAct<VersionDoc>, 'action' | 'details' | 'act'>,
    ): Promise<VersionSummary> => {
      const { name } = await links.get(id);
      const version = await audit.record(user, {
        ...act,
        target: { kind: 'link', id, name },
        outcome: ({ number, note, copyOf }) => ({ details: { version: number, note, copyOf } }),
      });
      return toVersionSummary(version, version.number);
    };

    return {
      draft: async ({ params }) => views.draft(await links.get(params.id)),
      saveDraft: async ({ params, body, user }) =>
        views.draft(await drafts.save(params.id, body, userRef(user))),
      editDraft: async ({ params, body, user }) =>
        views.draft(await drafts.edit(params.id, body, userRef(user))),
      draftHistory: async ({ params }) => (await drafts.earlier(params.id)).map(toHistoryEntry),
      discardDraft: async ({ params, body, user }) =>
        toHistoryEntry(await drafts.discard(params.id, body, userRef(user))),
      earlierDraft: async ({ params }) => {
        const draft = await drafts.earlierDraft(params.id, params.entryId);
        const { url, document, layout } = draft;
        const sentences = await catalogue.sentencesOf(document);
        return { ...toHistoryEntry(draft), url, document, layout, sentences };
      },
      publish: ({ params: { id }, body, user }) =>
        publish(id, user, {
          action: 'link.publish',
          details: { note: body.note },
          act: () => publishing.publish(id, body, userRef(user)),
        }),
      publishVersion: ({ params: { id, number: copyOf }, query: { live }, user }) =>
        publish(id, user, {
          action: 'link.rollback',
          details: { copyOf },
          act: () => publishing.republish(id, copyOf, userRef(user), live),
        }),
      versions: async ({ params: { id } }) => {
        const [link, versions] = await Promise.all([links.get(id), publishing.versions(id)]);
        return versions.map((version) => toVersionSummary(version, link.liveVersion));
      },
      version: async ({ params: { id, number } }) => {
        const [link, version] = await Promise.all([links.get(id), publishing.version(id, number)]);
        const { document, layout } = version;
        const sentences = await catalogue.sentencesOf(document);
        return { ...toVersionSummary(version, link.liveVersion), document, layout, sentences };
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
