import { Injectable } from '@nestjs/common';
import {
  REPORT_DAYS,
  REPORT_HOURS,
  addDays,
  isoDay,
  localDay,
  startOfDay,
  type DayOfClicks,
  type HourOfClicks as HourView,
  type LinkReport,
  type LocalDay,
  type MailingReport,
  type ReportedLink,
} from '@linkflow/contracts';
import { ClickReports, ClickResets, LinksService, NO_CLICKS, type HourOfClicks } from '@linkflow/links';
import { LinkSteps, MailingsService, SendingService, UnsubscribedByMailing } from '@linkflow/mailings';
import { Clock, OrganisationConfig, readConfig } from '@linkflow/platform';

const HOURS_OF_DAY = 24;

/** Builds the reports of mailings and links. The counts come from the totals, so their cost does not grow with the clicks. */
@Injectable()
export class ReportViews {
  private readonly timeZone = readConfig(OrganisationConfig).ORGANISATION_TIME_ZONE;

  constructor(
    private readonly mailings: MailingsService,
    private readonly links: LinksService,
    private readonly sendings: SendingService,
    private readonly unsubscribed: UnsubscribedByMailing,
    private readonly clicks: ClickReports,
    private readonly steps: LinkSteps,
    private readonly resets: ClickResets,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError not-found */
  async mailing(id: string): Promise<MailingReport> {
    const { sending, linkIds } = await this.mailings.get(id);
    const startedAt = sending?.startedAt ?? null;
    const [results, left, { total, links: byLink, hours }] = await Promise.all([
      this.sendings.results(id),
      this.unsubscribed.count(id),
      this.clicks.ofMailing(id, startedAt && { from: startedAt, hours: REPORT_HOURS }),
    ]);
    const ids = [...new Set([...linkIds, ...byLink.keys()])];
    const [reported, resets] = await Promise.all([
      this.reported(ids),
      startedAt ? this.resets.newestSince(startedAt, { linkIds: ids, mailingId: id }) : [],
    ]);
    const links = reported.map((link) => ({ ...link, ...(byLink.get(link.id) ?? NO_CLICKS) }));
    return {
      startedAt: startedAt?.toISOString() ?? null,
      messages: results.counts,
      bounced: results.bounced,
      unsubscribed: left.all - left.complained,
      complained: left.complained,
      total,
      links: links.sort((one, other) => other.humanClicks - one.humanClicks || compare(one.name, other.name)),
      hours: hours.map(toHour),
      reset: resetView(resets, reported),
    };
  }

  /** @throws AppError not-found */
  async link(id: string): Promise<LinkReport> {
    await this.links.get(id);
    const days = lastDays(this.clock.now(), this.timeZone);
    const from = startOfDay(days[0] ?? localDay(this.clock.now(), this.timeZone), this.timeZone);
    const mailings = await this.mailings.usedIn(id);
    const { mailings: counts, hours } = await this.clicks.ofLink(
      id,
      mailings.map((mailing) => mailing.id),
      // One more day than there are, for days of 25 hours.
      { from, hours: (REPORT_DAYS + 1) * HOURS_OF_DAY },
    );
    return {
      mailings: mailings
        .map((mailing) => ({ mailing, ...(counts.get(mailing.id) ?? NO_CLICKS) }))
        .sort((one, other) => other.humanClicks - one.humanClicks),
      hours: hours.map(toHour),
      days: byDay(hours, days, this.timeZone),
    };
  }

  /** Links with what they do, in the order of their ids. One that was deleted is named if its document is still there. */
  private async reported(
    ids: readonly string[],
  ): Promise<Pick<ReportedLink, 'id' | 'name' | 'answer' | 'url' | 'local' | 'steps'>[]> {
    const rows = await this.links.rows(ids);
    const [answerOf, steps] = await Promise.all([
      this.links.answersOf(rows),
      this.steps.of(
        rows.flatMap(({ _id: linkId, liveVersion: number }) => (number === null ? [] : { linkId, number })),
      ),
    ]);
    return rows.map(({ _id: id, name, mailingId }) => {
      const { kind: answer, url } = answerOf(id);
      return {
        id,
        name,
        answer,
        url,
        local: mailingId !== null,
        steps: (steps.get(id) ?? []).map(({ sentence }) => sentence),
      };
    });
  }
}

function resetView(
  resets: Awaited<ReturnType<ClickResets['newestSince']>>,
  links: readonly Pick<ReportedLink, 'id' | 'name'>[],
): MailingReport['reset'] {
  const [newest] = resets;
  if (!newest) return null;
  const names = new Map(links.map(({ id, name }) => [id, name]));
  return {
    at: newest.at.toISOString(),
    by: newest.by,
    links: resets.map(({ linkId: id }) => ({ id, name: names.get(id) ?? '' })),
  };
}

const compare = (one: string, other: string): number => one.localeCompare(other, 'nb');

const toHour = ({ at, ...counts }: HourOfClicks): HourView => ({ at: at.toISOString(), ...counts });

/** The days of a report, the oldest first. */
function lastDays(now: Date, timeZone: string): LocalDay[] {
  const today = localDay(now, timeZone);
  return Array.from({ length: REPORT_DAYS }, (_, n) => addDays(today, n + 1 - REPORT_DAYS));
}

/** Adds up hours by day. */
function byDay(hours: readonly HourOfClicks[], days: readonly LocalDay[], timeZone: string): DayOfClicks[] {
  const ofDay = Map.groupBy(hours, ({ at }) => isoDay(localDay(at, timeZone)));
  return days.map((day) => {
    const sum = { day: isoDay(day), clicks: 0, humanClicks: 0, suspectClicks: 0 };
    for (const { clicks, humanClicks, suspectClicks } of ofDay.get(sum.day) ?? []) {
      sum.clicks += clicks;
      sum.humanClicks += humanClicks;
      sum.suspectClicks += suspectClicks;
    }
    return sum;
  });
}
