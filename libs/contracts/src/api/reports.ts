import { z } from 'zod';
import { LINK_ANSWERS } from '../choices';
import { Id, Instant, Ref, Text, byId } from '../common';
import { CLICK_COUNTS, VERDICT_COUNTS } from './clicks';
import type { SubjectSchemas } from './routes';
import { DeliveryCounts } from './sending';

/** The clicks of an hour. */
export const HourOfClicks = z.object({
  /** When the hour begins. */
  at: Instant,
  ...CLICK_COUNTS,
});
export type HourOfClicks = z.infer<typeof HourOfClicks>;

/** Number of hours after the start of the sending in a report. */
export const REPORT_HOURS = 48;

/** A tracked link in the report of a mailing. */
export const ReportedLink = z.object({
  id: Id,
  name: z.string(),
  /** What a click is answered with. */
  answer: z.enum(LINK_ANSWERS),
  /** The address that a recipient reaches if `answer` is `redirect`, else that of the link. */
  url: z.string(),
  /** True if the link belongs to this mailing only. */
  local: z.boolean(),
  /** What a click does, a sentence for each step of the live version. */
  steps: z.array(Text),
  /** Counts of this link in this mailing. */
  ...VERDICT_COUNTS,
});
export type ReportedLink = z.infer<typeof ReportedLink>;

/** What became of a mailing. */
export const MailingReport = z.object({
  /** Null before the sending has started. */
  startedAt: Instant.nullable(),
  /** Number of messages by state. `sent`: the server of the recipient has taken it, and it did not come back. */
  messages: DeliveryCounts,
  /** How many of the failed messages came back after they were taken. */
  bounced: z.number().int(),
  /** Recipients who have unsubscribed by this mailing, without those who reported it as spam. */
  unsubscribed: z.number().int(),
  /** Recipients who reported the mailing as spam. */
  complained: z.number().int(),
  /** All clicks, and the recipients who clicked, each once. */
  total: z.object(VERDICT_COUNTS),
  /** The tracked links of the content and those that were clicked, the most clicked by people first. */
  links: z.array(ReportedLink),
  /** The hours with clicks among the first 48 since the start. */
  hours: z.array(HourOfClicks),
  /**
   * The newest reset of a counter since the start of the sending, and all links that were reset since. The clicks before a reset are left out of
   * the numbers. Null if there was none.
   */
  reset: z.object({ at: Instant, by: Ref, links: z.array(Ref) }).nullable(),
});
export type MailingReport = z.infer<typeof MailingReport>;

/** Number of days, with today, that the report of a link covers. */
export const REPORT_DAYS = 30;

/** The clicks of a day of the organisation's time zone. */
export const DayOfClicks = z.object({
  /** `2026-11-30` */
  day: z.iso.date(),
  ...CLICK_COUNTS,
});
export type DayOfClicks = z.infer<typeof DayOfClicks>;

/** What became of a link: its clicks by mailing and over time. */
export const LinkReport = z.object({
  mailings: z.array(z.object({ mailing: Ref, ...VERDICT_COUNTS })),
  /** The hours with clicks among the last 30 days. */
  hours: z.array(HourOfClicks),
  /** Each of the last 30 days, today included. */
  days: z.array(DayOfClicks),
});
export type LinkReport = z.infer<typeof LinkReport>;

export const REPORT_PARTS = ['links', 'hours', 'messages'] as const;
export const LINK_REPORT_PARTS = ['mailings', 'days'] as const;

export const reportRoutes = {
  reports: {
    mailing: {
      summary: 'Returns what became of a mailing: messages by state, clicks by link and by hour',
      params: byId,
      response: MailingReport,
    },
    exportMailing: {
      summary: 'Returns a part of the report of a mailing as a CSV file, in the language of the user',
      params: byId,
      query: z.object({ part: z.enum(REPORT_PARTS) }),
      response: { mediaType: 'text/csv' },
    },
    link: {
      summary: 'Returns the clicks on a link by mailing, by hour and by day',
      params: byId,
      response: LinkReport,
    },
    exportLink: {
      summary: 'Returns a part of the report of a link as a CSV file, in the language of the user',
      params: byId,
      query: z.object({ part: z.enum(LINK_REPORT_PARTS) }),
      response: { mediaType: 'text/csv' },
    },
  },
} satisfies SubjectSchemas<'reports'>;
