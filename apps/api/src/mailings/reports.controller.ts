import { LinksService } from '@linkflow/links';
import { MailingsService } from '@linkflow/mailings';
import { sendCsv } from '../http/csv';
import { controllerOf } from '../http/route';
import { linkReportCsv, reportCsv } from './report-csv';
import { ReportViews } from './report-views';

/** What became of mailings and links. */
export const ReportsController = controllerOf(
  'reports',
  [ReportViews, MailingsService, LinksService],
  (reports, mailings, links) => ({
    mailing: ({ params }) => reports.mailing(params.id),
    exportMailing: async ({ params: { id }, query: { part }, user }, reply) => {
      const [{ name }, report] = await Promise.all([mailings.get(id), reports.mailing(id)]);
      await sendCsv(reply, `${name}.csv`, reportCsv(report, { part, user }));
    },
    link: ({ params }) => reports.link(params.id),
    exportLink: async ({ params: { id }, query: { part }, user }, reply) => {
      const [{ name }, report] = await Promise.all([links.get(id), reports.link(id)]);
      await sendCsv(reply, `${name}.csv`, linkReportCsv(report, { part, user }));
    },
  }),
);
