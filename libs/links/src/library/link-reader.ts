import { Injectable } from '@nestjs/common';
import { LinksRepository, type LinkRow } from './links.repository';
import { VersionsRepository } from './versions';

/** Reads links, and where clicks on them lead. */
@Injectable()
export class LinkReader {
  constructor(
    protected readonly links: LinksRepository,
    protected readonly versions: VersionsRepository,
  ) {}

  /** The links with these ids that exist, deleted ones too. */
  rows(ids: readonly string[]): Promise<LinkRow[]> {
    return this.links.rows(ids);
  }

  /** The addresses to which clicks on these links lead, by link id: that of the live version, or of the draft if there is none. */
  async addressesOf(links: readonly LinkRow[]): Promise<Map<string, string>> {
    const live = await this.versions.addressesOf(
      links.flatMap(({ _id: linkId, liveVersion: number }) => (number === null ? [] : { linkId, number })),
    );
    return new Map(links.map(({ _id, draft }) => [_id, live.get(_id) ?? draft.url]));
  }
}
