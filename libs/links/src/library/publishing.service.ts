import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import {
  RESPOND_PORT,
  TRIGGER,
  mendAddress,
  type NodeDescriptor,
  type PublishLink,
  type WorkflowDocument,
  type WorkflowNode,
  type WorkflowProblem,
} from '@linkflow/contracts';
import { AppError, Clock, EventLoopShare, transaction } from '@linkflow/platform';
import { SnapshotPublisher } from '../snapshots';
import { HtmlWork } from '../text/html-work';
import { DraftRules, staleDraft } from './drafts.service';
import { LinksRepository, type Author, type LinkDoc } from './links.repository';
import { VersionsRepository, type RespondLane, type VersionDoc } from './versions';

type NewVersion = Pick<VersionDoc, 'url' | 'document' | 'layout' | 'hash' | 'respond' | 'note' | 'copyOf'>;

/** Publishes versions, which are immutable. The newest version of a link is its live one. */
@Injectable()
export class PublishingService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly links: LinksRepository,
    private readonly versionsOf: VersionsRepository,
    private readonly rules: DraftRules,
    private readonly html: HtmlWork,
    private readonly snapshots: SnapshotPublisher,
    private readonly clock: Clock,
  ) {}

  /**
   * Publishes this revision of the draft.
   * @throws AppError draft.stale; workflow.invalid with the problems; version.unchanged if it behaves like the live version
   */
  async publish(linkId: string, body: PublishLink, by: Author): Promise<VersionDoc> {
    const { draft: current } = await this.links.get(linkId);
    if (current.revision !== body.revision) throw staleDraft(current);
    await this.validate(current.document, current.url);
    const respond = await this.respondLaneOf(current.document);
    return this.add(linkId, by, ({ draft, liveVersion }) => {
      if (draft.revision !== body.revision) throw staleDraft(draft);
      refuseOther(liveVersion, body.liveVersion);
      const { document, layout, hash } = draft;
      const url = mendAddress(draft.url);
      return { url, document, layout, hash, respond, note: body.note || null, copyOf: null };
    });
  }

  /**
   * Publishes an old version again, under a new number.
   * @param live number of the live version as the user read it
   * @throws AppError as `publish`, e.g. if a target does not exist any more
   */
  async republish(linkId: string, number: number, by: Author, live?: number): Promise<VersionDoc> {
    const old = await this.version(linkId, number);
    await this.validate(old.document, old.url);
    const { url, document, layout, hash } = old;
    const respond = await this.respondLaneOf(document);
    return this.add(linkId, by, ({ liveVersion }) => {
      refuseOther(liveVersion, live);
      return { url, document, layout, hash, respond, note: null, copyOf: number };
    });
  }

  /** Newest first. */
  versions(linkId: string): Promise<VersionDoc[]> {
    return this.versionsOf.list(linkId);
  }

  /** @throws AppError not-found */
  async version(linkId: string, number: number): Promise<VersionDoc> {
    const version = await this.versionsOf.find(linkId, number);
    if (!version) throw new AppError('not-found', 'The version does not exist.');
    return version;
  }

  private async validate(document: WorkflowDocument, url: string): Promise<void> {
    const problems = await this.rules.problemsOf(document, url);
    const errors = problems.filter((problem) => problem.severity === 'error');
    if (errors.length > 0) throw invalidWorkflow(errors);
  }

  /** Adds the next version and makes it live, in one transaction. `versionOf` gets the link as the transaction read it. */
  private async add(
    linkId: string,
    by: Author,
    versionOf: (link: LinkDoc) => NewVersion,
  ): Promise<VersionDoc> {
    const version = await this.snapshots.change(linkId, () => this.insert(linkId, by, versionOf));
    const { number, publishedAt: at } = version;
    this.snapshots.announce(linkId, { change: 'published', version: number, by, at });
    return version;
  }

  private insert(linkId: string, by: Author, versionOf: (link: LinkDoc) => NewVersion): Promise<VersionDoc> {
    return transaction(this.connection, async (session) => {
      const link = await this.links.get(linkId, session);
      const content = versionOf(link);
      if (content.hash === link.liveHash)
        throw new AppError('version.unchanged', 'The live version does exactly the same.', {
          details: { number: link.liveVersion },
        });
      const next = {
        ...content,
        linkId,
        number: (link.liveVersion ?? 0) + 1,
        publishedAt: this.clock.now(),
        publishedBy: by,
      };
      // Writes the link first: concurrent publishers conflict on it, and the driver repeats the transaction of one of them.
      await this.links.setLive(linkId, next, session);
      return this.versionsOf.insert(next, session);
    });
  }

  /** The respond lane of a document, with sanitised texts. Null if the lane is empty; clicks are then redirected to the link's URL. */
  private async respondLaneOf(document: WorkflowDocument): Promise<RespondLane | null> {
    const lane = respondLaneOf(document, this.rules.catalogue);
    if (!lane) return null;
    const htmlParams = new Map(
      lane.catalogue.map((descriptor) => [descriptor.type, htmlParamsOf(descriptor)]),
    );
    const nodes: WorkflowNode[] = [];
    const share = new EventLoopShare();
    // One after the other, because the thread for HTML accepts a limited number of tasks.
    for (const node of lane.document.nodes) {
      nodes.push({ ...node, params: await this.withCleanHtml(node, htmlParams.get(node.type) ?? []) });
      await share.give();
    }
    return { ...lane, document: { ...lane.document, nodes } };
  }

  /** @throws AppError workflow.invalid if the HTML exceeds a limit */
  private async withCleanHtml(
    { id, params }: WorkflowNode,
    names: readonly string[],
  ): Promise<Record<string, unknown>> {
    const cleaned = { ...params };
    for (const name of names) {
      const html = params[name];
      if (typeof html !== 'string') continue;
      try {
        cleaned[name] = await this.html.clean(html, name);
      } catch (error) {
        if (!(error instanceof AppError) || !error.issues) throw error;
        const issues = error.issues.map((issue) => ({ ...issue, nodeId: id }));
        throw new AppError('workflow.invalid', 'The workflow has problems and cannot be published.', {
          issues,
          cause: error,
        });
      }
    }
    return cleaned;
  }
}

/** @throws AppError draft.stale if another version is live than the one that was read; `undefined` accepts every version */
function refuseOther(live: number | null, read: number | null | undefined): void {
  if (read === undefined || read === live) return;
  throw new AppError('draft.stale', 'Another version was published in the meantime.', {
    details: { liveVersion: live },
  });
}

function invalidWorkflow(errors: readonly WorkflowProblem[]): AppError {
  return new AppError('workflow.invalid', 'The workflow has problems and cannot be published.', {
    issues: errors.map(({ code, message, nodeId, edgeId, path }) => ({
      code,
      message,
      nodeId,
      path: path ?? (edgeId ? `edges.${edgeId}` : undefined),
    })),
  });
}

/** The part of a document that answers recipients, with the node types in it. Null if there is none. */
function respondLaneOf(document: WorkflowDocument, catalogue: readonly NodeDescriptor[]): RespondLane | null {
  const inLane = new Set<string>();
  const add = (id: string): void => {
    if (inLane.has(id)) return;
    inLane.add(id);
    for (const edge of document.edges) if (edge.from.node === id) add(edge.to);
  };
  for (const edge of document.edges) if (isRespond(edge)) add(edge.to);
  if (inLane.size === 0) return null;
  const nodes = document.nodes.filter(({ id }) => id === TRIGGER || inLane.has(id));
  const types = new Set(nodes.map(({ type }) => type));
  const descriptors = catalogue.filter(({ type }) => types.has(type));
  return {
    document: {
      schemaVersion: 1,
      nodes,
      edges: document.edges.filter((edge) => isRespond(edge) || inLane.has(edge.from.node)),
    },
    catalogue: descriptors,
  };
}

const isRespond = (edge: WorkflowDocument['edges'][number]): boolean =>
  edge.from.node === TRIGGER && edge.from.port === RESPOND_PORT;

/** The part of a node type's parameter schema (JSON Schema) that is read here. */
const ParamsSchema = z.object({ properties: z.record(z.string(), z.unknown()).default({}) });
const HtmlParam = z.object({ ui: z.object({ widget: z.literal('rich-text') }) });

/** Names of the parameters that contain HTML: those with the rich-text widget. */
function htmlParamsOf({ params }: NodeDescriptor): string[] {
  const properties = Object.entries(ParamsSchema.parse(params).properties);
  return properties.filter(([, schema]) => HtmlParam.safeParse(schema).success).map(([name]) => name);
}
