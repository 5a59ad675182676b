import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { LRUCache } from 'lru-cache';
import type { Connection, mongo } from 'mongoose';
import type { NodeDescriptor, WorkflowDocument } from '@linkflow/contracts';
import { collectionOf, type Batcher } from '@linkflow/platform';
import { compileWorkflow, plainAnswerOf, type CompiledWorkflow, type PlainAnswer } from '@linkflow/workflow';
import { readLink, type Author, type DraftDoc } from './links.repository';

/** The part of a version that apps/click needs: the respond lane, with sanitised texts, and the descriptors of its node types. */
export interface RespondLane {
  document: WorkflowDocument;
  catalogue: NodeDescriptor[];
}

/** Collection `link_versions`: versions of workflows, immutable documents; `_id` is `<linkId>:<number>`. */
export interface VersionDoc extends Pick<DraftDoc, 'url' | 'document' | 'layout' | 'hash'> {
  _id: string;
  /** Id of the link or form that the workflow belongs to. */
  linkId: string;
  number: number;
  /** Null if every click is redirected to `url`. */
  respond: RespondLane | null;
  /** What clicks are answered with, for people who read about the link. */
  answer: PlainAnswer;
  note: string | null;
  /** Number of the older version that was published again as this one; null if this version was published from the draft. */
  copyOf: number | null;
  publishedAt: Date;
  publishedBy: Author;
}

const NAME = 'link_versions';

const versionId = (linkId: string, number: number): string => `${linkId}:${number}`;

@Injectable()
export class VersionsRepository {
  readonly versions: mongo.Collection<VersionDoc>;

  constructor(@InjectConnection() connection: Connection) {
    this.versions = collectionOf(connection, NAME);
  }

  async createIndexes(): Promise<void> {
    await this.versions.createIndexes([
      { key: { linkId: 1, number: -1 }, unique: true },
      // Which versions run a script. Few nodes have such a parameter.
      { key: { 'document.nodes.params.scriptId': 1 }, sparse: true },
      // Which versions open a form. Few nodes have such a parameter.
      { key: { 'document.nodes.params.formId': 1 }, sparse: true },
    ]);
  }

  async insert(version: Omit<VersionDoc, '_id'>, session: mongo.ClientSession): Promise<VersionDoc> {
    const document: VersionDoc = { _id: versionId(version.linkId, version.number), ...version };
    await this.versions.insertOne(document, { session });
    return document;
  }

  /** Newest first. */
  list(linkId: string): Promise<VersionDoc[]> {
    return this.versions.find({ linkId }).sort({ number: -1 }).toArray();
  }

  find(linkId: string, number: number): Promise<VersionDoc | null> {
    return this.versions.findOne({ _id: versionId(linkId, number) });
  }

  /**
   * Filters for the owners whose live version has a node that opens a form or runs a script. Only the newest of such versions can be live,
   * because the live version is the newest of all.
   */
  liveWith(param: 'formId' | 'scriptId', id: string): Promise<{ _id: string; liveVersion: number }[]> {
    return this.versions
      .aggregate<{ _id: string; liveVersion: number }>([
        { $match: { [`document.nodes.params.${param}`]: id } },
        { $group: { _id: '$linkId', liveVersion: { $max: '$number' } } },
      ])
      .toArray();
  }

  /** What clicks are answered with by these versions, by the ids of their links. */
  async answersOf(
    versions: readonly Pick<VersionDoc, 'linkId' | 'number'>[],
  ): Promise<Map<string, PlainAnswer>> {
    if (versions.length === 0) return new Map();
    const found = await this.versions
      .find({ _id: { $in: versions.map(({ linkId, number }) => versionId(linkId, number)) } })
      .project<Pick<VersionDoc, 'linkId' | 'answer'>>({ _id: 0, linkId: 1, answer: 1 })
      .toArray();
    return new Map(found.map(({ linkId, answer }) => [linkId, answer]));
  }

  /** The fields of a version that a click needs. */
  responseOf(
    linkId: string,
    number: number,
  ): Promise<Pick<VersionDoc, 'url' | 'respond' | 'publishedAt'> | null> {
    return this.versions.findOne(
      { _id: versionId(linkId, number) },
      { projection: { _id: 0, url: 1, respond: 1, publishedAt: 1 } },
    );
  }
}

/** Reads a version. All reads of one event-loop turn share a round trip. */
export const readVersion = (batcher: Batcher, linkId: string, number: number): Promise<VersionDoc | null> =>
  batcher.read<VersionDoc>(NAME, versionId(linkId, number));

/** What clicks are answered with by a version with this address and this respond lane. */
export const answerOfVersion = ({ url, respond }: Pick<VersionDoc, 'url' | 'respond'>): PlainAnswer =>
  respond
    ? plainAnswerOf(compileWorkflow(respond.document, url, respond.catalogue))
    : { kind: 'redirect', url };

/** A published version, compiled for execution, and the current name of its link or form. */
export interface CompiledVersion {
  workflow: CompiledWorkflow;
  ownerName: string;
}

/** What a run needs of the owner of its workflow. */
export interface OwnerHead {
  name: string;
  liveVersion: number | null;
}

/** Reads an owner, also a deleted one, together with the other reads of the event-loop turn. Null if it is of another kind. */
export type ReadOwner = (batcher: Batcher, id: string) => Promise<OwnerHead | null>;

/** How long a renamed link or form may still appear under its old name, ms. */
const NAME_TTL_MS = 30_000;
const MAX_VERSIONS = 2_000;

interface VersionKey {
  owner: string;
  version: number;
}

/** Cache of compiled versions. Versions are immutable; only the name of the owner is read again after some time. */
export class CompiledVersions {
  private readonly cache;

  constructor(
    private readonly batcher: Batcher,
    private readonly catalogue: readonly NodeDescriptor[],
    /** The other kinds of owners. */
    private readonly otherOwners: readonly ReadOwner[] = [],
  ) {
    this.cache = new LRUCache<string, CompiledVersion, VersionKey>({
      max: MAX_VERSIONS,
      ttl: NAME_TTL_MS,
      noDeleteOnFetchRejection: true,
      noDeleteOnStaleGet: true,
      fetchMethod: (_key, stale, { context }) => this.fetch(context, stale),
    });
  }

  /** Returns the version without a promise while it is cached. Undefined if there is no such version. */
  load(owner: string, version: number): CompiledVersion | undefined | Promise<CompiledVersion | undefined> {
    const key = `${owner}:${version}`;
    return this.cache.get(key) ?? this.cache.fetch(key, { context: { owner, version } });
  }

  /** Number of the live version, read uncached; null if the owner does not exist or has no version. */
  async latest(owner: string): Promise<number | null> {
    return (await this.readOwner(owner))?.liveVersion ?? null;
  }

  private async readOwner(id: string): Promise<OwnerHead | null> {
    for (const read of [readLink, ...this.otherOwners]) {
      const found = await read(this.batcher, id);
      if (found) return found;
    }
    return null;
  }

  private async fetch(
    { owner: id, version: number }: VersionKey,
    stale: CompiledVersion | undefined,
  ): Promise<CompiledVersion | undefined> {
    const [version, owner] = await Promise.all([
      stale ? null : readVersion(this.batcher, id, number),
      this.readOwner(id),
    ]);
    const workflow =
      stale?.workflow ?? (version && compileWorkflow(version.document, version.url, this.catalogue));
    if (!workflow) return undefined;
    return { workflow, ownerName: owner?.name ?? stale?.ownerName ?? '' };
  }
}
