import type { NodeDescriptor } from '@linkflow/contracts';
import type { Batcher } from '@linkflow/platform';
import { compileWorkflow, type CompiledWorkflow } from '@linkflow/workflow';
import { LRUCache } from 'lru-cache';
import { readLink } from './links.repository';
import { readVersion } from './versions.repository';

/** A published version, compiled for execution, and the current name of its link. */
export interface CompiledVersion {
  workflow: CompiledWorkflow;
  linkName: string;
}

/** How long a renamed link may still appear under its old name, ms. */
const NAME_TTL_MS = 30_000;
const MAX_VERSIONS = 2_000;

interface VersionKey {
  linkId: string;
  version: number;
}

/** Cache of compiled versions. Versions are immutable; only the name of the link is read again after some time. */
export class CompiledVersions {
  private readonly cache;

  constructor(
    private readonly batcher: Batcher,
    private readonly catalogue: readonly NodeDescriptor[],
  ) {
    this.cache = new LRUCache<string, CompiledVersion, VersionKey>({
      max: MAX_VERSIONS,
      ttl: NAME_TTL_MS,
      noDeleteOnFetchRejection: true,
      noDeleteOnStaleGet: true,
      fetchMethod: (_key, stale, { context }) => this.fetch(context, stale),
    });
  }

  /** Synchronous while the version is cached. Undefined: there is no such version. */
  load(linkId: string, version: number): CompiledVersion | undefined | Promise<CompiledVersion | undefined> {
    const key = `${linkId}:${version}`;
    return this.cache.get(key) ?? this.cache.fetch(key, { context: { linkId, version } });
  }

  /** Number of the live version, read uncached; null: the link does not exist or none is published. */
  async latest(linkId: string): Promise<number | null> {
    return (await readLink(this.batcher, linkId))?.liveVersion ?? null;
  }

  private async fetch(
    { linkId, version: number }: VersionKey,
    stale: CompiledVersion | undefined,
  ): Promise<CompiledVersion | undefined> {
    const [version, link] = await Promise.all([
      stale ? null : readVersion(this.batcher, linkId, number),
      readLink(this.batcher, linkId),
    ]);
    const workflow =
      stale?.workflow ?? (version && compileWorkflow(version.document, version.url, this.catalogue));
    if (!workflow) return undefined;
    return { workflow, linkName: link?.name ?? stale?.linkName ?? '' };
  }
}
