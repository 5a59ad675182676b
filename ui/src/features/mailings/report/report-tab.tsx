import { ROUTES, type MailingDetail, type MailingReport } from '@linkflow/contracts';
import { Group, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useShownClicks } from '../../../api/session';
import { routeKey, useRoute } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { lazyPart } from '../../../shared/lazy-parts';
import { useLiveRefresh } from '../../../shared/live-refresh';
import { LoadFailure } from '../../../shared/load-failure';
import { RefSelect, useLookupNames } from '../../../shared/refs';
import { PeopleActions } from '../../people/people-actions';
import { HeatMap } from './heat-map';
import { HourChart } from './hour-chart';
import { ReportLinks } from './report-links';
import { ReportNumbers } from './report-numbers';
import { reportTexts } from './report.texts';
import classes from './report.module.css';

/** Below what the window shows at first. */
const MessageStates = lazyPart(
  async () => (await import('./message-states')).MessageStates,
  <Skeleton height={90} />,
);
/** Few mailings have one. */
const ResetNote = lazyPart(async () => (await import('./reset-note')).ResetNote, null);

const route = getRouteApi('/shell/mailings/$mailingId');
/** Shortest time between two loads while a mailing is being sent or clicked, ms. */
const REFRESH_MS = 3_000;

interface Compared {
  name: string;
  report: MailingReport;
}

/** What became of a mailing: numbers, clicks by hour and by link, messages by state, and where people clicked. Live while it is sent and clicked. */
export function ReportTab({ mailing }: { mailing: MailingDetail }) {
  const t = useTexts(reportTexts);
  const other = useCompared(route.useSearch().compare);
  const navigate = route.useNavigate();
  const clicks = useShownClicks();
  const query = useReport(mailing.id);
  if (!query.data) {
    if (query.error) return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
    return (
      <Stack p="lg" aria-busy>
        <Skeleton height={64} />
        <Skeleton height={180} />
        <Skeleton height={140} />
      </Stack>
    );
  }
  const report = query.data;
  return (
    <div className={classes.page}>
      <ReportNumbers mailingId={mailing.id} report={report} compared={other.shown} />
      {report.reset && <ResetNote reset={report.reset} />}
      <div className={classes.columns}>
        <div className={classes.main}>
          <Group justify="space-between" gap="xs">
            <Group gap="xs">
              <PeopleActions
                people={{
                  filter: { of: 'mailing', mailingId: mailing.id, clicks },
                  name: mailing.name,
                  links: mailing.trackedLinks.flatMap(({ link }) => link ?? []),
                }}
              />
            </Group>
            <RefSelect
              kind="mailing"
              type="started"
              size="xs"
              w={260}
              clearable
              aria-label={t('compare')}
              placeholder={t('compare')}
              except={[mailing.id]}
              value={other.id ?? null}
              onChange={(id) =>
                void navigate({
                  search: (before) => ({ ...before, compare: id ?? undefined }),
                  replace: true,
                })
              }
            />
          </Group>
          <HourChart mailingId={mailing.id} report={report} />
          <ReportLinks mailingId={mailing.id} links={report.links} compared={other.shown} />
          <MessageStates mailingId={mailing.id} messages={report.messages} />
        </div>
        <HeatMap mailing={mailing} links={report.links} />
      </div>
    </div>
  );
}

/** The mailing that is named in the address, and its name and numbers as soon as they are loaded. */
function useCompared(id: string | undefined): { id: string | undefined; shown: Compared | null } {
  const name = useLookupNames('mailing', id === undefined ? [] : [id]).data?.[0]?.label;
  const { data: report } = useRoute(ROUTES.reports.mailing, {
    params: { id: id ?? '' },
    enabled: id !== undefined,
  });
  return { id, shown: id !== undefined && report && name !== undefined ? { name, report } : null };
}

function useReport(id: string) {
  const request = { params: { id } };
  useLiveRefresh([`mailing:${id}`], routeKey(ROUTES.reports.mailing, request), REFRESH_MS);
  return useRoute(ROUTES.reports.mailing, request);
}
