import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { catalogue } from '@linkflow/actions';
import { versionId, type LinkDoc, type VersionDoc } from '@linkflow/links';
import { Batcher } from '@linkflow/platform';
import { Versions, type RunnableVersion } from '@linkflow/runs';
import { compileWorkflow } from '@linkflow/workflow';

/** How long a renamed link may still be told of by its old name, ms. */
const NAME_MS = 30_000;

/** Versions compiled once and kept: they never change. Only the link's name, which stands in histories, is looked up again. */
@Injectable()
export class LiveVersions extends Versions {
  private readonly compiled = new LRUCache<string, { value: RunnableVersion; namedAt: number }>({
    max: 2_000,
  });
  private readonly loading = new Map<string, Promise<RunnableVersion | undefined>>();

  constructor(private readonly batcher: Batcher) {
    super();
  }

  load(linkId: string, version: number): RunnableVersion | undefined | Promise<RunnableVersion | undefined> {
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

  private async fetch(
    key: string,
    linkId: string,
    known: RunnableVersion | undefined,
  ): Promise<RunnableVersion | undefined> {
    const [version, link] = await Promise.all([
      known ? null : this.batcher.read<VersionDoc>('link_versions', key),
      this.batcher.read<LinkDoc>('links', linkId),
    ]);
    const workflow =
      known?.workflow ?? (version && compileWorkflow(version.document, version.url, catalogue()));
    if (!workflow) return undefined;
    const value: RunnableVersion = { workflow, linkName: link?.name ?? known?.linkName ?? '' };
    this.compiled.set(key, { value, namedAt: Date.now() });
    return value;
  }
}
