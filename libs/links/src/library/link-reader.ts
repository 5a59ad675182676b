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

  /** What clicks on these links are answered with, by link id. A link that is not live leads to the address of its draft. */
  async answersOf(links: readonly LinkRow[]): Promise<Map<string, PlainAnswer>> {
    const live = await this.versions.answersOf(liveVersionsOf(links));
    return new Map(
      links.map(({ _id, draft }) => [_id, live.get(_id) ?? { kind: 'redirect', url: draft.url }]),
    );
  }

  /** The addresses to which clicks on these links lead, by link id; that of the link itself if a click opens no website. */
  async addressesOf(links: readonly LinkRow[]): Promise<Map<string, string>> {
    const answers = await this.answersOf(links);
    return new Map([...answers].map(([id, { url }]) => [id, url]));
  }
}

/** Whether one of these answers leads every recipient to its own page for unsubscribing or for choosing mailings. */
export const leadsToSubscriptions = (answers: ReadonlyMap<string, PlainAnswer>): boolean =>
  [...answers.values()].some(({ kind }) => kind === 'unsubscribe' || kind === 'subscriptions');

const liveVersionsOf = (links: readonly LinkRow[]): Pick<VersionDoc, 'linkId' | 'number'>[] =>
  links.flatMap(({ _id: linkId, liveVersion: number }) => (number === null ? [] : { linkId, number }));
