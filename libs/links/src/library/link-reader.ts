import { Injectable } from '@nestjs/common';
import type { PlainAnswer } from '@linkflow/workflow';
import { LinksRepository, type LinkRow } from './links.repository';
import { VersionsRepository, type VersionDoc } from './versions';

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

  /**
   * What clicks on these links are answered with, by link id. A link that is not live leads to the address of its draft; the address of a link
   * that is not among them is empty.
   */
  async answersOf(links: readonly LinkRow[]): Promise<(linkId: string) => PlainAnswer> {
    const live = await this.versions.answersOf(liveVersionsOf(links));
    const drafts = new Map(links.map(({ _id, draft }) => [_id, draft.url]));
    return (linkId) => live.get(linkId) ?? { kind: 'redirect', url: drafts.get(linkId) ?? '' };
  }

  /** The addresses to which clicks on these links lead, by link id; that of the link itself if a click opens no website. */
  async addressesOf(links: readonly LinkRow[]): Promise<Map<string, string>> {
    const answerOf = await this.answersOf(links);
    return new Map(links.map(({ _id }) => [_id, answerOf(_id).url]));
  }
}

/** Whether a click leads to the recipient's own page for unsubscribing or for choosing mailings. */
export const leadsToSubscriptions = ({ kind }: PlainAnswer): boolean =>
  kind === 'unsubscribe' || kind === 'subscriptions';

const liveVersionsOf = (links: readonly LinkRow[]): Pick<VersionDoc, 'linkId' | 'number'>[] =>
  links.flatMap(({ _id: linkId, liveVersion: number }) => (number === null ? [] : { linkId, number }));
