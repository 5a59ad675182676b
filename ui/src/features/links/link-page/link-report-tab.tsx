import {
  ROUTES,
  requestUrl,
  type LINK_REPORT_PARTS,
  type LinkReport,
  type LinkSummary,
} from '@linkflow/contracts';
import { Progress, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useShownClicks } from '../../../api/session';
import { routeKey, useRoute } from '../../../api/use-route';
import { useFormat, useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { useLiveRefresh } from '../../../shared/live-refresh';
import { LoadFailure } from '../../../shared/load-failure';
import { RefName } from '../../../shared/refs';
import { ClicksSwitch } from '../../../shared/verdict/clicks-switch';
import { ExportLink } from '../../mailings/report/export-link';
import classes from '../../mailings/report/report.module.css';
import { reportTexts } from '../../mailings/report/report.texts';
import { TimeChart } from '../../mailings/report/time-chart';
import { usePercent } from '../../mailings/report/use-percent';
import { CheckSection } from '../../mailings/sending/check-section';
import { ActionsDone } from './actions-done';
import { ResetNote } from './reset-note';
import pageClasses from './link-page.module.css';

/** Shortest time between two loads while the link is clicked, ms. */
const REFRESH_MS = 3_000;
/** Days between two labels below the chart. */
const LABEL_EVERY = 5;

const csvOf = (id: string, part: (typeof LINK_REPORT_PARTS)[number]) =>
  requestUrl(ROUTES.reports.exportLink, { params: { id }, query: { part } });

/** What became of a link: its clicks by day and by mailing, of people or all. */
export function LinkReportTab({ link }: { link: LinkSummary }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const peopleOnly = useShownClicks() === 'people';
  const request = { params: { id: link.id } };
  useLiveRefresh([`link:${link.id}`], routeKey(ROUTES.reports.link, request), REFRESH_MS);
  const query = useRoute(ROUTES.reports.link, request);
  if (!query.data) {
    if (query.error) return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
    return (
      <Stack p="lg" aria-busy>
        <Skeleton height={180} />
        <Skeleton height={140} />
      </Stack>
    );
  }
  const { days, mailings } = query.data;
  return (
    <div className={pageClasses.scrolling}>
      <div className={classes.main}>
        <div>
          <ClicksSwitch />
        </div>
        <ResetNote linkId={link.id} />
        <TimeChart
          title={t('days.title')}
          none={t('days.none')}
          column={t('days.day')}
          slots={days.map((day) => ({ ...day, label: format.date(day.day) }))}
          labelEvery={LABEL_EVERY}
          peak={(count, time) => t('days.peak', { count, time })}
          csv={csvOf(link.id, 'days')}
          peopleOnly={peopleOnly}
        />
        <MailingTable link={link} mailings={mailings} peopleOnly={peopleOnly} />
        <ActionsDone linkId={link.id} />
      </div>
    </div>
  );
}

interface MailingTableProps {
  link: LinkSummary;
  mailings: LinkReport['mailings'];
  peopleOnly: boolean;
}

/** The clicks on the link in each mailing, the most clicked first, and in all of them. */
function MailingTable({ link, mailings, peopleOnly }: MailingTableProps) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const percent = usePercent();
  const right = { ta: 'right', className: 'lf-numbers' } as const;
  const numbers = (of: Pick<LinkSummary, 'clicks' | 'humanClicks' | 'humanClickers'>) => (
    <>
      <Table.Td {...right}>{format.number(of.humanClicks)}</Table.Td>
      <Table.Td {...right}>{format.number(of.humanClickers)}</Table.Td>
      {!peopleOnly && <Table.Td {...right}>{format.number(of.clicks - of.humanClicks)}</Table.Td>}
    </>
  );
  return (
    <CheckSection
      title={t('mailings.title')}
      action={
        mailings.length > 0 && (
          <span className={classes.tools}>
            <ExportLink href={csvOf(link.id, 'mailings')} name={t('mailings.title')} />
          </span>
        )
      }
    >
      {mailings.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('mailings.none')}
        </Text>
      ) : (
        <div className={classes.scrolls}>
          <Table className={classes.links} aria-label={t('mailings.title')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('mailings.name')}</Table.Th>
                <Table.Th data-wide>{t('links.share')}</Table.Th>
                <Table.Th ta="right">{t('links.clicks')}</Table.Th>
                <Table.Th ta="right">{t('links.people')}</Table.Th>
                {!peopleOnly && <Table.Th ta="right">{t('links.others')}</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {mailings.map(({ mailing, ...counts }) => (
                <Table.Tr key={mailing.id}>
                  <Table.Td className={classes.linkName}>
                    <TextLink
                      to="/mailings/$mailingId"
                      params={{ mailingId: mailing.id }}
                      search={{ tab: 'report' }}
                      size="sm"
                      lineClamp={2}
                    >
                      <RefName of={mailing} />
                    </TextLink>
                  </Table.Td>
                  <Table.Td data-wide>
                    <span className={classes.share}>
                      <Progress
                        size="sm"
                        w={72}
                        value={link.humanClicks === 0 ? 0 : (100 * counts.humanClicks) / link.humanClicks}
                        aria-hidden
                      />
                      <span className="lf-numbers">{percent(counts.humanClicks, link.humanClicks)}</span>
                    </span>
                  </Table.Td>
                  {numbers(counts)}
                </Table.Tr>
              ))}
              <Table.Tr fw={600}>
                <Table.Td>{t('mailings.all')}</Table.Td>
                <Table.Td data-wide />
                {numbers(link)}
              </Table.Tr>
            </Table.Tbody>
          </Table>
        </div>
      )}
    </CheckSection>
  );
}
