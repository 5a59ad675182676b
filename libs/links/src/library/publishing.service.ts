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
import { HtmlWork } from '../text/html-work';
import { DraftRules, staleDraft } from './drafts.service';
import type { Author, LinkDoc } from './links.repository';
import { LinkOwners, type WorkflowOwner, type WorkflowOwners } from './workflow-owners';
import { VersionsRepository, answerOfVersion, type RespondLane, type VersionDoc } from './versions';

type NewVersion = Pick<VersionDoc, 'url' | 'document' | 'layout' | 'hash' | 'respond' | 'note' | 'copyOf'>;

/** What publishing needs besides the owners. */
@Injectable()
export class PublishingParts {
  constructor(
    @InjectConnection() readonly connection: Connection,
    readonly versions: VersionsRepository,
    readonly rules: DraftRules,
    readonly html: HtmlWork,
    readonly clock: Clock,
  ) {}
}

/** Publishes versions of workflows, which are immutable. The newest version of an owner is its live one. */
export class WorkflowPublishing<Owner extends WorkflowOwner> {
  private readonly connection: Connection;
  private readonly versionsOf: VersionsRepository;
  private readonly rules: DraftRules;
  private readonly html: HtmlWork;
  private readonly clock: Clock;

  constructor(
    private readonly owners: WorkflowOwners<Owner>,
    { connection, versions, rules, html, clock }: PublishingParts,
  ) {
    this.connection = connection;
    this.versionsOf = versions;
    this.rules = rules;
    this.html = html;
    this.clock = clock;
  }

  /**
   * Publishes this revision of the draft.
   * @throws AppError draft.stale; workflow.invalid with the problems; version.unchanged if it behaves like the live version
   */
  async publish(ownerId: string, body: PublishLink, by: Author): Promise<VersionDoc> {
    const { draft: current } = await this.owners.get(ownerId);
    if (current.revision !== body.revision) throw staleDraft(current);
    await this.validate(ownerId, current);
    const respond = await this.respondLaneOf(current.document);
    return this.add(ownerId, by, ({ draft, liveVersion }) => {
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
  async republish(ownerId: string, number: number, by: Author, live?: number): Promise<VersionDoc> {
    const old = await this.version(ownerId, number);
    await this.validate(ownerId, old);
    const { url, document, layout, hash } = old;
    const respond = await this.respondLaneOf(document);
    return this.add(ownerId, by, ({ liveVersion }) => {
      refuseOther(liveVersion, live);
      return { url, document, layout, hash, respond, note: null, copyOf: number };
    });
  }

  /** Newest first. */
  versions(ownerId: string): Promise<VersionDoc[]> {
    return this.versionsOf.list(ownerId);
  }

  /** @throws AppError not-found */
  async version(ownerId: string, number: number): Promise<VersionDoc> {
    const version = await this.versionsOf.find(ownerId, number);
    if (!version) throw new AppError('not-found', 'The version does not exist.');
    return version;
  }

  /** The problems because of which a draft cannot be published. */
  async errorsOf(
    ownerId: string,
    draft: { document: WorkflowDocument; url: string },
  ): Promise<WorkflowProblem[]> {
    const problems = await this.rules.problemsOf(draft, { id: ownerId, trigger: this.owners.trigger });
    return problems.filter((problem) => problem.severity === 'error');
  }

  private async validate(ownerId: string, draft: { document: WorkflowDocument; url: string }): Promise<void> {
    const errors = await this.errorsOf(ownerId, draft);
    if (errors.length > 0) throw invalidWorkflow(errors);
  }

  /** Adds the next version and makes it live, in one transaction. `versionOf` gets the owner as the transaction read it. */
  private async add(
    ownerId: string,
    by: Author,
    versionOf: (owner: Owner) => NewVersion,
  ): Promise<VersionDoc> {
    const version = await this.owners.publishing(ownerId, () => this.insert(ownerId, by, versionOf));
    const { number, publishedAt: at } = version;
    this.owners.announce(ownerId, { change: 'published', version: number, by, at });
    return version;
  }

  private insert(ownerId: string, by: Author, versionOf: (owner: Owner) => NewVersion): Promise<VersionDoc> {
    return transaction(this.connection, async (session) => {
      const owner = await this.owners.get(ownerId, session);
      const content = versionOf(owner);
      if (content.hash === owner.liveHash)
        throw new AppError('version.unchanged', 'The live version does exactly the same.', {
          details: { number: owner.liveVersion },
        });
      const next = {
        ...content,
        answer: answerOfVersion(content),
        linkId: ownerId,
        number: (owner.liveVersion ?? 0) + 1,
        publishedAt: this.clock.now(),
        publishedBy: by,
      };
      // Writes the owner first: concurrent publishers conflict on it, and the driver repeats the transaction of one of them.
      await this.owners.setLive(ownerId, next, session);
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

/** Publishes the workflows of links. */
@Injectable()
export class PublishingService extends WorkflowPublishing<LinkDoc> {
  // The narrower type names what Nest injects.
  // eslint-disable-next-line no-useless-constructor
  constructor(owners: LinkOwners, parts: PublishingParts) {
    super(owners, parts);
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
