import { Injectable } from '@nestjs/common';
import { compileWorkflow, plainAnswerOf, type PlainAnswer } from '@linkflow/workflow';
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

  /** What clicks on these links are answered with, by link id. A link that is not live leads to the address of its draft. */
  async answersOf(links: readonly LinkRow[]): Promise<Map<string, PlainAnswer>> {
    const live = await this.versions.responsesOf(liveVersionsOf(links));
    const answers = new Map(
      live.map(({ linkId, url, respond }): [string, PlainAnswer] => [
        linkId,
        respond
          ? plainAnswerOf(compileWorkflow(respond.document, url, respond.catalogue))
          : { kind: 'redirect', url },
      ]),
    );
    return new Map(
      links.map(({ _id, draft }) => [_id, answers.get(_id) ?? { kind: 'redirect', url: draft.url }]),
    );
  }
}

/** Whether one of these answers leads every recipient to its own page for unsubscribing or for choosing mailings. */
export const leadsToSubscriptions = (answers: ReadonlyMap<string, PlainAnswer>): boolean =>
  [...answers.values()].some(({ kind }) => kind === 'unsubscribe' || kind === 'subscriptions');

const liveVersionsOf = (links: readonly LinkRow[]): Pick<VersionDoc, 'linkId' | 'number'>[] =>
  links.flatMap(({ _id: linkId, liveVersion: number }) => (number === null ? [] : { linkId, number }));
