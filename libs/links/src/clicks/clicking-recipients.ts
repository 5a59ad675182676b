import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { Verdict } from '@linkflow/contracts';
import { withVerdict } from './click-counts';
import { recipientOnLinkKey, type ClickerDoc } from './click-documents';
import { ClicksRepository } from './clicks.repository';

/** Which clickers of a link. */
interface ClickersOfLink {
  linkId: string;
  mailingId?: string | undefined;
  verdict?: Verdict | undefined;
  among?: readonly string[] | undefined;
}

/** Which clickers of a mailing: of one link, or of any. */
export interface ClickersOfMailing {
  mailingId: string;
  /** The tracked links of the mailing. */
  linkIds: readonly string[];
  linkId?: string | undefined;
  /** Only those whose best click, on the link or in the mailing, has this verdict. */
  verdict?: Verdict | undefined;
}

/** Which recipients clicked: one link, or any. Clicks before a reset do not count. */
@Injectable()
export class ClickingRecipients {
  constructor(private readonly clicks: ClicksRepository) {}

  /**
   * The recipients who clicked a link, in the order of their ids.
   * @param after reads only ids that are greater
   * @param among reads only these
   */
  async clickersAfter(
    { linkId, mailingId, verdict, among }: ClickersOfLink,
    { after, limit }: { after: string; limit: number },
  ): Promise<string[]> {
    const ids = among
      ? {
          $in: among
            .filter((id) => id > after)
            .map((recipientId) => recipientOnLinkKey({ linkId, recipientId })),
        }
      : { $gt: recipientOnLinkKey({ linkId, recipientId: after }), $lt: `${linkId};` };
    const rows = await this.clicks.clickers
      .find({ _id: ids, ...(mailingId && { mailingId }), ...(verdict && withVerdict(verdict)) })
      .sort({ _id: 1 })
      .limit(limit)
      .batchSize(limit)
      .project<Pick<ClickerDoc, 'recipientId'>>({ recipientId: 1, _id: 0 })
      .toArray();
    return rows.map(({ recipientId }) => recipientId);
  }

  /** Those of the recipients who clicked a link. With a verdict, whose best click on it has this verdict. */
  async clickedLink(
    linkId: string,
    recipientIds: readonly string[],
    verdict?: Verdict,
  ): Promise<Set<string>> {
    const keys = recipientIds.map((recipientId) => recipientOnLinkKey({ linkId, recipientId }));
    return this.recipientsOf({ _id: { $in: keys }, ...(verdict && withVerdict(verdict)) }, keys.length);
  }

  /** Those of the recipients who clicked at least one link. With a verdict, whose best click has this verdict. */
  async clickedAny(recipientIds: readonly string[], verdict?: Verdict): Promise<Set<string>> {
    const best = verdict && withVerdict(verdict).verdict;
    return this.recipientsOf(
      { recipientId: { $in: [...recipientIds] }, first: true, ...(best && { mailingVerdict: best }) },
      recipientIds.length,
    );
  }

  /** The recipients of a mailing who clicked, in no order; undefined if there are more than `few`. */
  async fewInMailing(which: ClickersOfMailing, few: number): Promise<string[] | undefined> {
    const condition = conditionOf(which);
    // The keys of an index are counted first, because too many documents would be read in vain.
    const count = await this.clicks.clickers.countDocuments(condition, { limit: few + 1 });
    return count > few ? undefined : [...(await this.recipientsOf(condition, few))];
  }

  countInMailing(which: ClickersOfMailing): Promise<number> {
    return this.clicks.clickers.countDocuments(conditionOf(which));
  }

  /** Those of the recipients of a mailing who clicked. */
  among({ linkId, verdict }: ClickersOfMailing, recipientIds: readonly string[]): Promise<Set<string>> {
    return linkId === undefined
      ? this.clickedAny(recipientIds, verdict)
      : this.clickedLink(linkId, recipientIds, verdict);
  }

  /**
   * The last click of a person of each recipient, on one link or on any. A recipient of whom only machines clicked is absent. Of clicks that
   * were deleted after their retention, the time of the last click on the link is used.
   */
  async lastClicksOfPeople(recipientIds: readonly string[], linkId?: string): Promise<Map<string, Date>> {
    const people = withVerdict('human').verdict;
    const filter =
      linkId === undefined
        ? { recipientId: { $in: [...recipientIds] }, first: true, mailingVerdict: people }
        : {
            _id: { $in: recipientIds.map((recipientId) => recipientOnLinkKey({ linkId, recipientId })) },
            verdict: people,
          };
    const clickers = await this.clicks.clickers
      .find(filter)
      .batchSize(recipientIds.length + 1)
      .project<Pick<ClickerDoc, 'recipientId' | 'lastAt'>>({ recipientId: 1, lastAt: 1, _id: 0 })
      .toArray();
    if (clickers.length === 0) return new Map();
    const counts = await this.clicks.countByRecipient(
      clickers.map(({ recipientId }) => recipientId),
      linkId,
    );
    return new Map(
      clickers.map(({ recipientId, lastAt }) => [
        recipientId,
        counts.get(recipientId)?.lastHumanAt ?? lastAt,
      ]),
    );
  }

  private async recipientsOf(filter: mongo.Filter<ClickerDoc>, limit: number): Promise<Set<string>> {
    const rows = await this.clicks.clickers
      .find(filter)
      .batchSize(limit + 1)
      .project<Pick<ClickerDoc, 'recipientId'>>({ recipientId: 1, _id: 0 })
      .toArray();
    return new Set(rows.map(({ recipientId }) => recipientId));
  }
}

/** Matches one clicker of each recipient. */
function conditionOf({ mailingId, linkIds, linkId, verdict }: ClickersOfMailing): mongo.Filter<ClickerDoc> {
  const best = verdict && withVerdict(verdict).verdict;
  return linkId === undefined
    ? { linkId: { $in: [...linkIds] }, mailingId, first: true, ...(best && { mailingVerdict: best }) }
    : { linkId, mailingId, ...(best && { verdict: best }) };
}
