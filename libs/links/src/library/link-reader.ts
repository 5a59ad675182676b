import { Injectable } from '@nestjs/common';
import { compileWorkflow } from '@linkflow/workflow';
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

  /** The addresses to which clicks on these links lead, by link id: that of the live version, or of the draft if there is none. */
  async addressesOf(links: readonly LinkRow[]): Promise<Map<string, string>> {
    const live = await this.versions.addressesOf(liveVersionsOf(links));
    return new Map(links.map(({ _id, draft }) => [_id, live.get(_id) ?? draft.url]));
  }

  /** The ids of the links that lead every recipient to its own page for unsubscribing or for choosing mailings. */
  async leadingToSubscriptions(links: readonly LinkRow[]): Promise<Set<string>> {
    const responses = await this.versions.responsesOf(liveVersionsOf(links));
    return new Set(
      responses.flatMap(({ linkId, url, respond }) => {
        const answer = respond && compileWorkflow(respond.document, url, respond.catalogue).constantAnswer;
        return answer?.kind === 'subscriptions' ? [linkId] : [];
      }),
    );
  }
}

const liveVersionsOf = (links: readonly LinkRow[]): Pick<VersionDoc, 'linkId' | 'number'>[] =>
  links.flatMap(({ _id: linkId, liveVersion: number }) => (number === null ? [] : { linkId, number }));
