import { Controller } from '@nestjs/common';
import {
  ROUTES,
  type DraftView,
  type Simulation,
  type StartedRun,
  type VersionDetail,
  type VersionSummary,
} from '@linkflow/contracts';
import { DraftsService, LinksService, PublishingService } from '@linkflow/links';
import { RunCommands } from '@linkflow/engine';
import { AppError, Clock, newId } from '@linkflow/platform';
import { EntityNames } from '../catalogue/entity-names';
import { WorkflowSentences } from '../catalogue/workflow-sentences';
import { Route, type Input } from '../http/route';
import { AuditLog } from '../ops/audit-log';
import { userRef } from '../session/sessions.service';
import { LinkViews, toVersionDetail, toVersionSummary } from './link-views';
import { Simulator } from './simulator';

const routes = ROUTES.workflows;

/** The trigger type of runs that a person starts; apps/worker registers it. */
const MANUAL = 'manual';

/** The workflow of a link: its draft, its published versions, simulations, and runs that are started by hand. */
@Controller()
export class LinkWorkflowsController {
  constructor(
    private readonly links: LinksService,
    private readonly drafts: DraftsService,
    private readonly publishing: PublishingService,
    private readonly views: LinkViews,
    private readonly sentences: WorkflowSentences,
    private readonly simulator: Simulator,
    private readonly names: EntityNames,
    private readonly runs: RunCommands,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  @Route(routes.draft)
  async draft({ params }: Input<typeof routes.draft>): Promise<DraftView> {
    return this.views.draft(await this.links.get(params.id));
  }

  @Route(routes.saveDraft)
  async saveDraft({ params, body, user }: Input<typeof routes.saveDraft>): Promise<DraftView> {
    return this.views.draft(await this.drafts.save(params.id, body, userRef(user)));
  }

  @Route(routes.editDraft)
  async editDraft({ params, body, user }: Input<typeof routes.editDraft>): Promise<DraftView> {
    return this.views.draft(await this.drafts.edit(params.id, body, userRef(user)));
  }

  @Route(routes.publish)
  async publish({ params: { id }, body, user }: Input<typeof routes.publish>): Promise<VersionSummary> {
    const { name } = await this.links.get(id);
    const version = await this.audit.record(user, {
      action: 'link.publish',
      target: { kind: 'link', id, name },
      details: { note: body.note },
      act: () => this.publishing.publish(id, body, userRef(user)),
      outcome: ({ number, note, copyOf }) => ({ details: { version: number, note, copyOf } }),
    });
    return toVersionSummary(version, version.number);
  }

  @Route(routes.versions)
  async versions({ params }: Input<typeof routes.versions>): Promise<VersionSummary[]> {
    const [link, versions] = await Promise.all([
      this.links.get(params.id),
      this.publishing.versions(params.id),
    ]);
    return versions.map((version) => toVersionSummary(version, link.liveVersion));
  }

  @Route(routes.version)
  async version({ params: { id, number } }: Input<typeof routes.version>): Promise<VersionDetail> {
    const [link, version] = await Promise.all([this.links.get(id), this.publishing.version(id, number)]);
    return {
      ...toVersionDetail(version, link.liveVersion),
      sentences: await this.sentences.of(version.document),
    };
  }

  @Route(routes.publishVersion)
  async publishVersion({ params, user }: Input<typeof routes.publishVersion>): Promise<VersionSummary> {
    const { id, number: copyOf } = params;
    const { name } = await this.links.get(id);
    const version = await this.audit.record(user, {
      action: 'link.rollback',
      target: { kind: 'link', id, name },
      details: { copyOf },
      act: () => this.publishing.republish(id, copyOf, userRef(user)),
      outcome: ({ number, note }) => ({ details: { version: number, note, copyOf } }),
    });
    return toVersionSummary(version, version.number);
  }

  @Route(routes.simulate)
  async simulate({ params: { id }, body }: Input<typeof routes.simulate>): Promise<Simulation> {
    const { contactId = null, version, draft } = body;
    const link = await this.links.get(id);
    const stored = version === undefined ? link.draft : await this.publishing.version(id, version);
    const { url, document } = draft ?? stored;
    return this.simulator.simulate({ linkId: id, linkName: link.name, url, document, contactId });
  }

  @Route(routes.run)
  async run({ params: { id: linkId }, body, user }: Input<typeof routes.run>): Promise<StartedRun> {
    const [link, contact] = await Promise.all([
      this.links.get(linkId),
      this.names.nameOf('contact', body.contactId),
    ]);
    if (contact.missing) throw new AppError('not-found', 'There is no such contact');
    const id = newId();
    await this.audit.record(user, {
      action: 'run.start',
      target: { kind: 'run', id, name: `${link.name} · ${contact.name}` },
      details: { linkId, contactId: contact.id },
      act: () =>
        this.runs.create({
          _id: id,
          trigger: { type: MANUAL, id, at: this.clock.now() },
          subject: { contactId: contact.id },
          context: { linkId },
          // 0 is no version, which is refused.
          workflow: { owner: linkId, version: link.liveVersion ?? 0 },
        }),
    });
    return { id };
  }
}
