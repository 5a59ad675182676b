import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import {
  RESPOND_PORT,
  TRIGGER,
  type NodeDescriptor,
  type PublishLink,
  type WorkflowDocument,
  type WorkflowProblem,
} from '@linkflow/contracts';
import { AppError, Clock, LiveEvents, transaction } from '@linkflow/platform';
import { SnapshotPublisher } from '../snapshots/snapshots';
import { cleanHtml } from '../text/clean-html';
import { DraftRules, staleDraft } from './drafts.service';
import { LinksRepository, type Author, type LinkDoc } from './links.repository';
import { noSuchLink } from './links.service';
import { VersionsRepository, type RespondLane, type VersionDoc } from './versions.repository';

type NewVersion = Pick<VersionDoc, 'url' | 'document' | 'layout' | 'hash' | 'note' | 'copyOf'>;

/** Publishes versions, which are immutable. The newest version of a link is its live one. */
@Injectable()
export class PublishingService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly links: LinksRepository,
    private readonly versionsOf: VersionsRepository,
    private readonly rules: DraftRules,
    private readonly snapshots: SnapshotPublisher,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Publishes this revision of the draft.
   * @throws AppError draft.stale; workflow.invalid with the problems; version.unchanged if it behaves like the live version
   */
  async publish(linkId: string, body: PublishLink, by: Author): Promise<VersionDoc> {
    const link = await this.links.find(linkId);
    if (!link || link.deletedAt) throw noSuchLink();
    if (link.draft.revision !== body.revision) throw staleDraft(link.draft);
    await this.validate(link.draft.document, link.draft.url);
    return this.add(linkId, by, ({ draft }) => {
      if (draft.revision !== body.revision) throw staleDraft(draft);
      const { url, document, layout, hash } = draft;
      return { url, document, layout, hash, note: body.note || null, copyOf: null };
    });
  }

  /** Publishes an old version under a new number. @throws AppError as `publish`, e.g. if a target does not exist any more */
  async republish(linkId: string, number: number, by: Author): Promise<VersionDoc> {
    const old = await this.version(linkId, number);
    await this.validate(old.document, old.url);
    const { url, document, layout, hash } = old;
    return this.add(linkId, by, () => ({ url, document, layout, hash, note: null, copyOf: number }));
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

  /** Adds the next version and makes it live, in one transaction. `versionOf` decides on the link as read in it. */
  private async add(
    linkId: string,
    by: Author,
    versionOf: (link: LinkDoc) => NewVersion,
  ): Promise<VersionDoc> {
    const version = await transaction(this.connection, async (session) => {
      const link = await this.links.find(linkId, session);
      if (!link || link.deletedAt) throw noSuchLink();
      const content = versionOf(link);
      if (content.hash === link.liveHash)
        throw new AppError('version.unchanged', 'The live version does exactly the same.', {
          details: { number: link.liveVersion },
        });
      const next = {
        ...content,
        linkId,
        number: (link.liveVersion ?? 0) + 1,
        respond: respondLaneOf(content.document, this.rules.catalogue),
        publishedAt: this.clock.now(),
        publishedBy: by,
      };
      // The link first: concurrent publishers conflict on it, and the transaction of the loser is repeated.
      await this.links.setLive(linkId, next, session);
      return this.versionsOf.insert(next, session);
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

/** The respond lane of a document, with sanitised texts. Null if it is empty: clicks are redirected to the link's URL. */
function respondLaneOf(document: WorkflowDocument, catalogue: readonly NodeDescriptor[]): RespondLane | null {
  const inLane = new Set<string>();
  const open = document.edges.filter((edge) => isRespond(edge)).map((edge) => edge.to);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (inLane.has(id)) continue;
    inLane.add(id);
    for (const edge of document.edges) if (edge.from.node === id) open.push(edge.to);
  }
  if (inLane.size === 0) return null;
  const trigger = document.nodes.find((node) => node.id === TRIGGER);
  const nodes = document.nodes.filter((node) => inLane.has(node.id));
  const types = new Set(nodes.map((node) => node.type).concat(TRIGGER));
  const descriptors = catalogue.filter((descriptor) => types.has(descriptor.type));
  const htmlParams = new Map(descriptors.map((descriptor) => [descriptor.type, htmlParamsOf(descriptor)]));
  return {
    document: {
      schemaVersion: 1,
      nodes: [
        ...(trigger ? [trigger] : []),
        ...nodes.map((node) => ({
          ...node,
          params: withCleanHtml(node.params, htmlParams.get(node.type) ?? []),
        })),
      ],
      edges: document.edges.filter((edge) => isRespond(edge) || inLane.has(edge.from.node)),
    },
    catalogue: descriptors,
  };
}

const isRespond = (edge: WorkflowDocument['edges'][number]): boolean =>
  edge.from.node === TRIGGER && edge.from.port === RESPOND_PORT;

/** Names of the parameters that contain HTML: those with the rich-text widget. */
function htmlParamsOf(descriptor: NodeDescriptor): string[] {
  const { properties } = descriptor.params;
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).flatMap(([name, schema]: [string, unknown]) =>
    widgetOf(schema) === 'rich-text' ? [name] : [],
  );
}

function widgetOf(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || !('ui' in schema)) return undefined;
  const { ui } = schema;
  return typeof ui === 'object' && ui !== null && 'widget' in ui ? ui.widget : undefined;
}

function withCleanHtml(params: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const cleaned = names.flatMap((name) => {
    const html = params[name];
    return typeof html === 'string' ? [[name, cleanHtml(html)] as const] : [];
  });
  return cleaned.length === 0 ? params : { ...params, ...Object.fromEntries(cleaned) };
}
