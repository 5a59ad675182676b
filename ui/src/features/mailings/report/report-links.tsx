import { ROUTES, requestUrl, type MailingReport, type ReportedLink } from '@linkflow/contracts';
import { Progress, Table, Text } from '@mantine/core';
import { useShownClicks } from '../../../api/session';
import { useFormat, useText, useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { useLinkAnswer } from '../../../shared/link-answer';
import { CheckSection } from '../sending/check-section';
import { ExportLink } from './export-link';
import { reportTexts } from './report.texts';
import classes from './report.module.css';
import { usePercent } from './use-percent';

interface ReportLinksProps {
  mailingId: string;
  links: readonly ReportedLink[];
  compared: { name: string; report: MailingReport } | null;
}

/** The links of a mailing with people's clicks in it, the most clicked first, and with all clicks if they are shown, those of others apart. With another mailing, the links that both have show both numbers. */
export function ReportLinks({ mailingId, links, compared }: ReportLinksProps) {
  const t = useTexts(reportTexts);
  const answerOf = useLinkAnswer();
  const format = useFormat();
  const percent = usePercent();
  const showsOthers = useShownClicks() === 'all';
  const all = links.reduce((sum, { humanClicks }) => sum + humanClicks, 0);
  const others = new Map(compared?.report.links.map((link) => [link.id, link]));
  return (
    <CheckSection
      title={t('links.title')}
      action={
        links.length > 0 && (
          <span className={classes.tools}>
            <ExportLink
              href={requestUrl(ROUTES.reports.exportMailing, {
                params: { id: mailingId },
                query: { part: 'links' },
              })}
              name={t('links.title')}
            />
          </span>
        )
      }
    >
      {links.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('links.none')}
        </Text>
      ) : (
        <div className={classes.scrolls}>
          <Table className={classes.links} aria-label={t('links.title')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('links.name')}</Table.Th>
                <Table.Th>{t('links.share')}</Table.Th>
                <Table.Th ta="right">{t('links.clicks')}</Table.Th>
                <Table.Th ta="right">{t('links.people')}</Table.Th>
                {showsOthers && (
                  <Table.Th ta="right" data-wide>
                    {t('links.others')}
                  </Table.Th>
                )}
                <Table.Th data-wide>{t('links.does')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {links.map((link) => {
                const other = others.get(link.id);
                return (
                  <Table.Tr key={link.id}>
                    <Table.Td className={classes.linkName}>
                      <TextLink
                        to="/links/$linkId"
                        params={{ linkId: link.id }}
                        search={{ tab: 'clicks', mailing: mailingId }}
                        size="sm"
                        title={answerOf(link)}
                        lineClamp={2}
                      >
                        {link.name}
                      </TextLink>
                      {compared && other && (
                        <Text size="xs" c="dimmed" lineClamp={1}>
                          {t('other', { value: format.number(other.humanClicks), name: compared.name })}
                        </Text>
                      )}
                    </Table.Td>
                    <Table.Td>
                      <span className={classes.share}>
                        <Progress
                          size="sm"
                          w={72}
                          value={all === 0 ? 0 : (100 * link.humanClicks) / all}
                          aria-hidden
                          data-bar
                        />
                        <span className="lf-numbers">{percent(link.humanClicks, all)}</span>
                      </span>
                    </Table.Td>
                    <Table.Td ta="right" className="lf-numbers">
                      {format.number(link.humanClicks)}
                    </Table.Td>
                    <Table.Td ta="right" className="lf-numbers">
                      {link.humanClickers === 0 ? (
                        format.number(0)
                      ) : (
                        <TextLink
                          to="/links/$linkId"
                          params={{ linkId: link.id }}
                          search={{ tab: 'clicks', mailing: mailingId }}
                          size="sm"
                          aria-label={t('links.whoClicked', { name: link.name, count: link.humanClickers })}
                          title={t('links.who')}
                        >
                          {format.number(link.humanClickers)}
                        </TextLink>
                      )}
                    </Table.Td>
                    {showsOthers && (
                      <Table.Td ta="right" className="lf-numbers" data-wide>
                        {format.number(link.clicks - link.humanClicks)}
                      </Table.Td>
                    )}
                    <Table.Td data-wide>
                      <Steps steps={link.steps} />
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </CheckSection>
  );
}

/** The first step, and how many more there are; all of them on hover. */
function Steps({ steps }: Pick<ReportedLink, 'steps'>) {
  const t = useTexts(reportTexts);
  const words = useText();
  const [first, ...more] = steps.map((step) => words(step));
  return (
    <Text size="sm" c="dimmed" lineClamp={1} title={[first, ...more].filter(Boolean).join('\n')}>
      {first === undefined
        ? t('links.nothing')
        : more.length === 0
          ? first
          : t('links.more', { first, count: more.length })}
    </Text>
  );
}
