import { Injectable } from '@nestjs/common';
import {
  REPORT_HOURS,
  type HourOfClicks as HourView,
  type LinkReport,
  type MailingReport,
  type ReportedLink,
} from '@linkflow/contracts';
import { ClickCounter, ClickReports, LinksService, NO_CLICKS, type HourOfClicks } from '@linkflow/links';
import { LinkSteps, MailingsService, SendingService, UnsubscribedByMailing } from '@linkflow/mailings';
import { Clock } from '@linkflow/platform';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Days that the report of a link covers. */
const LINK_DAYS = 30;

/** Builds the reports of mailings and links. The counts come from the totals, so their cost does not grow with the clicks. */
@Injectable()
export class ReportViews {
  constructor(
    private readonly mailings: MailingsService,
    private readonly links: LinksService,
    private readonly sendings: SendingService,
    private readonly unsubscribed: UnsubscribedByMailing,
    private readonly counter: ClickCounter,
    private readonly clicks: ClickReports,
    private readonly steps: LinkSteps,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError not-found */
  async mailing(id: string): Promise<MailingReport> {
    const { sending, linkIds } = await this.mailings.get(id);
    const startedAt = sending?.startedAt ?? null;
    const [results, left, countsOf, byLink, hours] = await Promise.all([
      this.sendings.results(id),
      this.unsubscribed.count(id),
      this.counter.of('mailingId', [id]),
      this.clicks.linksOfMailing(id),
      startedAt ? this.clicks.hoursOf(id, { from: startedAt, hours: REPORT_HOURS }) : [],
    ]);
    const reported = await this.reported([...new Set([...linkIds, ...byLink.keys()])]);
    const links = reported.map((link) => ({ ...link, ...(byLink.get(link.id) ?? NO_CLICKS) }));
    return {
      startedAt: startedAt?.toISOString() ?? null,
      messages: results.counts,
      bounced: results.bounced,
      unsubscribed: left.all - left.complained,
      complained: left.complained,
      total: countsOf(id),
      links: links.sort((one, other) => other.humanClicks - one.humanClicks || compare(one.name, other.name)),
      hours: hours.map(toHour),
    };
  }

  /** @throws AppError not-found */
  async link(id: string): Promise<LinkReport> {
    await this.links.get(id);
    const now = this.clock.now().getTime();
    const mailings = await this.mailings.usedIn(id);
    const [counts, hours] = await Promise.all([
      this.clicks.mailingsOfLink(
        id,
        mailings.map((mailing) => mailing.id),
      ),
      this.clicks.hoursOf(id, {
        from: new Date(now - LINK_DAYS * DAY_MS),
        hours: (LINK_DAYS * DAY_MS) / HOUR_MS + 1,
      }),
    ]);
    return {
      mailings: mailings
        .map((mailing) => ({ mailing, ...(counts.get(mailing.id) ?? NO_CLICKS) }))
        .sort((one, other) => other.humanClicks - one.humanClicks),
      hours: hours.map(toHour),
    };
  }

  /** Links with what they do, in the order of their ids. One that was deleted is named if its document is still there. */
  private async reported(
    ids: readonly string[],
  ): Promise<Pick<ReportedLink, 'id' | 'name' | 'url' | 'local' | 'steps'>[]> {
    const rows = await this.links.rows(ids);
    const [addresses, steps] = await Promise.all([
      this.links.addressesOf(rows),
      this.steps.of(
        rows.flatMap(({ _id: linkId, liveVersion: number }) => (number === null ? [] : { linkId, number })),
      ),
    ]);
    return rows.map(({ _id: id, name, mailingId }) => ({
      id,
      name,
      url: addresses.get(id) ?? '',
      local: mailingId !== null,
      steps: (steps.get(id) ?? []).map(({ sentence }) => sentence),
    }));
  }
}

const compare = (one: string, other: string): number => one.localeCompare(other, 'nb');

const toHour = ({ at, ...counts }: HourOfClicks): HourView => ({ at: at.toISOString(), ...counts });
