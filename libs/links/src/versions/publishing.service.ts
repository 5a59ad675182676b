import { Injectable } from '@nestjs/common';
import type { PublishLink, WorkflowDocument, WorkflowLayout, WorkflowProblem } from '@linkflow/contracts';
import { AppError, Clock, LiveEvents } from '@linkflow/platform';
import { DraftRules } from '../links/draft-rules';
import { stale } from '../links/drafts.service';
import { LinksRepository } from '../links/links.repository';
import { noSuchLink } from '../links/links.service';
import { SnapshotPublisher } from '../snapshots/snapshot-publisher';
import { versionId, type By, type LinkDoc, type VersionDoc } from '../store/documents';
import { LinkStore } from '../store/link-store';
import { respondLaneOf } from './respond-lane';

/** What becomes a version. */
interface Candidate {
  url: string;
  document: WorkflowDocument;
  layout: WorkflowLayout;
  hash: string;
  note: string | null;
  copyOf: number | null;
}

/** Makes versions, which never change, and says which one is live: the newest. */
@Injectable()
export class PublishingService {
  constructor(
    private readonly links: LinksRepository,
    private readonly store: LinkStore,
    private readonly rules: DraftRules,
    private readonly snapshots: SnapshotPublisher,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Publishes the draft of that revision.
   * @throws draft.stale, workflow.invalid with the errors, version.unchanged when it would do what the live one does
   */
  async publish(linkId: string, body: PublishLink, by: By): Promise<VersionDoc> {
    const link = await this.links.find(linkId);
    if (!link || link.deletedAt) throw noSuchLink();
    if (link.draft.revision !== body.revision) throw stale(link.draft);
    await this.check(link.draft.document, link.draft.url);
    return this.add(linkId, by, ({ draft }) => {
      if (draft.revision !== body.revision) throw stale(draft);
      return { ...draft, note: body.note || null, copyOf: null };
    });
  }

  /** Publishes an old version once more, under a new number. What is gone since then stands in the way as in any other. */
  async publishAgain(linkId: string, number: number, by: By): Promise<VersionDoc> {
    const old = await this.version(linkId, number);
    await this.check(old.document, old.url);
    return this.add(linkId, by, () => ({ ...old, note: null, copyOf: number }));
  }

  versions(linkId: string): Promise<VersionDoc[]> {
    return this.store.versions.find({ linkId }).sort({ number: -1 }).toArray();
  }

  async version(linkId: string, number: number): Promise<VersionDoc> {
    const version = await this.store.versions.findOne({ _id: versionId(linkId, number) });
    if (!version) throw new AppError('not-found', 'There is no such version.');
    return version;
  }

  private async check(document: WorkflowDocument, url: string): Promise<void> {
    const problems = await this.rules.problemsOf(document, url);
    const errors = problems.filter((problem) => problem.severity === 'error');
    if (errors.length > 0) throw invalid(errors);
  }

  /** Adds the next version and makes it live, both or neither. Of two at the same moment the second sees the first. */
  private async add(linkId: string, by: By, candidateOf: (link: LinkDoc) => Candidate): Promise<VersionDoc> {
    const version = await this.store.transaction(async (session) => {
      const link = await this.links.find(linkId, session);
      if (!link || link.deletedAt) throw noSuchLink();
      const { url, document, layout, hash, note, copyOf } = candidateOf(link);
      if (hash === link.liveHash)
        throw new AppError('version.unchanged', 'It already does exactly this.', {
          details: { number: link.liveVersion },
        });
      const number = (link.liveVersion ?? 0) + 1;
      const publishedAt = this.clock.now();
      const made: VersionDoc = {
        _id: versionId(linkId, number),
        linkId,
        number,
        hash,
        url,
        document,
        layout,
        respond: respondLaneOf(document, this.rules.catalogue),
        note,
        copyOf,
        publishedAt,
        publishedBy: by,
      };
      // The link first: it is where two publishers meet, and the loser then starts anew.
      await this.store.links.updateOne(
        { _id: linkId },
        { $set: { liveVersion: number, liveHash: hash, updatedAt: publishedAt, updatedBy: by } },
        { session },
      );
      await this.store.versions.insertOne(made, { session });
      return made;
    });
    await this.snapshots.publish(linkId);
    this.live.announce(() => ({
      type: 'link',
      linkId,
      change: 'published',
      version: version.number,
      byUserId: by.id,
      at: version.publishedAt.toISOString(),
    }));
    return version;
  }
}

/** The draft can't be published; the issues name the nodes and what is wrong with each. */
function invalid(errors: readonly WorkflowProblem[]): AppError {
  return new AppError('workflow.invalid', 'The workflow can not be published yet.', {
    issues: errors.map(({ code, message, nodeId, edgeId, path }) => ({
      code,
      message,
      nodeId,
      path: path ?? (edgeId ? `edges.${edgeId}` : undefined),
    })),
  });
}
