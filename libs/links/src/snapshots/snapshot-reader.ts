import { Injectable } from '@nestjs/common';
import { versionId, type LinkDoc } from '../store/documents';
import { LinkStore } from '../store/link-store';
import type { LinkSnapshot } from './link-snapshot';

type Head = Pick<LinkDoc, '_id' | 'name' | 'mailingId' | 'liveVersion'> & {
  draft: Pick<LinkDoc['draft'], 'url'>;
};

/** Makes the snapshot of a link from what MongoDB holds. Deleted links have one too: what was sent goes on working. */
@Injectable()
export class SnapshotReader {
  constructor(private readonly store: LinkStore) {}

  async read(linkId: string): Promise<LinkSnapshot | null> {
    const link = await this.store.links.findOne<Head>(
      { _id: linkId },
      { projection: { name: 1, mailingId: 1, liveVersion: 1, 'draft.url': 1 } },
    );
    if (!link) return null;
    const { name, mailingId, liveVersion } = link;
    const draft = { linkId, name, mailingId, version: 0, url: link.draft.url, respond: null };
    if (liveVersion === null) return draft;
    const version = await this.store.versions.findOne(
      { _id: versionId(linkId, liveVersion) },
      { projection: { url: 1, respond: 1 } },
    );
    return version ? { ...draft, version: liveVersion, url: version.url, respond: version.respond } : draft;
  }
}
