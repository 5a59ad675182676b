import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { ClickQuery } from '@linkflow/contracts';
import type { RowPage } from '../list-query';
import { clicksWith, withVerdict } from './click-counts';
import type { ClickDoc } from './click-documents';
import { ClickReports } from './click-reports';
import { ClickCounter } from './click-totals';
import { ClickingRecipients } from './clicking-recipients';
import { ClicksRepository } from './clicks.repository';

type ClicksOnLink = ClickQuery & { linkId: string };

/** Up to this many clickers of a mailing, their clicks are found by the ids of the recipients. */
const FEW_CLICKERS = 1_000;
/** Up to this many clicks are counted one by one. */
const MAX_COUNTED = 20_000;

/** Lists of single clicks, the newest first: those of a recipient, or those on a link since its counters were reset. */
@Injectable()
export class ClickLists {
  constructor(
    private readonly clicks: ClicksRepository,
    private readonly clicking: ClickingRecipients,
    private readonly counter: ClickCounter,
    private readonly reports: ClickReports,
  ) {}

  async page(query: ClickQuery): Promise<RowPage<ClickDoc>> {
    const { linkId, recipientId } = query;
    if (linkId === undefined)
      return this.pageOf(query, { recipientId, ...(query.verdict && withVerdict(query.verdict)) });
    const onLink = { ...query, linkId };
    if (recipientId !== undefined) return this.pageOf(query, { recipientId, ...sinceReset(onLink) });
    const few = await this.fewRecipients(onLink);
    if (few) return this.pageOf(query, { recipientId: { $in: few }, ...sinceReset(onLink) });
    const [rows, total] = await Promise.all([
      this.rows(query, { ...sinceReset(onLink), ...(query.mailingId && { mailingId: query.mailingId }) }),
      this.total(onLink),
    ]);
    return { rows, total };
  }

  /** The recipients of a mailing who clicked the link, if only these are wanted and they are few. */
  private async fewRecipients({ linkId, mailingId }: ClicksOnLink): Promise<string[] | undefined> {
    if (mailingId === undefined) return undefined;
    return this.clicking.fewInMailing({ linkId, mailingId, linkIds: [linkId] }, FEW_CLICKERS);
  }

  /** Clicks are counted up to a limit. More are taken from the totals, which contain clicks that were deleted after their retention. */
  private async total(query: ClicksOnLink): Promise<number> {
    const { linkId, mailingId, verdict } = query;
    if (mailingId === undefined) {
      const stored = await this.clicks.clicks.countDocuments(sinceReset(query), { limit: MAX_COUNTED });
      if (stored < MAX_COUNTED) return stored;
    }
    const counts =
      mailingId === undefined
        ? this.counter.of('linkId', [linkId]).then((countsOf) => countsOf(linkId))
        : this.reports.ofLinkInMailing(linkId, mailingId);
    // The presses of the button on a confirm page are listed, and not in the totals.
    const presses = this.clicks.clicks.countDocuments({
      ...sinceReset(query),
      kind: 'confirm',
      ...(mailingId && { mailingId }),
    });
    return clicksWith(await counts, verdict) + (await presses);
  }

  private async pageOf(query: ClickQuery, filter: mongo.Filter<ClickDoc>): Promise<RowPage<ClickDoc>> {
    const [rows, total] = await Promise.all([
      this.rows(query, filter),
      this.clicks.clicks.countDocuments(filter),
    ]);
    return { rows, total };
  }

  private rows({ page, pageSize }: ClickQuery, filter: mongo.Filter<ClickDoc>): Promise<ClickDoc[]> {
    return this.clicks.clicks
      .find(filter)
      .sort({ _id: -1 })
      .skip((page - 1) * pageSize)
      .limit(pageSize)
      .toArray();
  }
}

/** The clicks since the last reset. The index has those of each kind in the order of the list, and MongoDB merges both. */
const sinceReset = ({ linkId, verdict }: ClicksOnLink): mongo.Filter<ClickDoc> => ({
  linkId,
  kind: { $in: ['click', 'confirm'] },
  reset: null as unknown as string,
  ...(verdict && withVerdict(verdict)),
});
