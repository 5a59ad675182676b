import type { NodeDescriptor } from '@linkflow/contracts';
import type { Batcher } from '@linkflow/platform';
import { compileWorkflow, type CompiledWorkflow } from '@linkflow/workflow';
import { LRUCache } from 'lru-cache';
import { versionId, type LinkDoc, type VersionDoc } from '../store/documents';

/** A published version, ready to be walked, with the name that its link has today. */
export interface CompiledVersion {
  workflow: CompiledWorkflow;
  linkName: string;
}

/** How long a renamed link may still be told of by its old name, ms. */
const NAME_MS = 30_000;
const ENTRIES = 2_000;

/** Versions compiled once and kept, as they never change. Only the link's name is looked up again now and then. */
export class CompiledVersions {
  private readonly compiled = new LRUCache<string, { value: CompiledVersion; namedAt: number }>({
    max: ENTRIES,
  });
  private readonly loading = new Map<string, Promise<CompiledVersion | undefined>>();

  constructor(
    private readonly batcher: Batcher,
    private readonly catalogue: readonly NodeDescriptor[],
  ) {}

  /** At once when it is known. Undefined: there is no such version. */
  load(linkId: string, version: number): CompiledVersion | undefined | Promise<CompiledVersion | undefined> {
    const key = versionId(linkId, version);
    const known = this.compiled.get(key);
    if (known && Date.now() - known.namedAt < NAME_MS) return known.value;
    let loading = this.loading.get(key);
    if (!loading) {
      loading = this.fetch(key, linkId, known?.value).finally(() => this.loading.delete(key));
      this.loading.set(key, loading);
    }
    return loading;
  }

  /** Number of the version that is live now; null where none was published or the link is not there. */
  async newest(linkId: string): Promise<number | null> {
    return (await this.batcher.read<LinkDoc>('links', linkId))?.liveVersion ?? null;
  }

  private async fetch(
    key: string,
    linkId: string,
    known: CompiledVersion | undefined,
  ): Promise<CompiledVersion | undefined> {
    const [version, link] = await Promise.all([
      known ? null : this.batcher.read<VersionDoc>('link_versions', key),
      this.batcher.read<LinkDoc>('links', linkId),
    ]);
    const workflow =
      known?.workflow ?? (version && compileWorkflow(version.document, version.url, this.catalogue));
    if (!workflow) return undefined;
    const value: CompiledVersion = { workflow, linkName: link?.name ?? known?.linkName ?? '' };
    this.compiled.set(key, { value, namedAt: Date.now() });
    return value;
  }
}
