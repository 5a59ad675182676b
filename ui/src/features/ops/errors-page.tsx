import { ROUTES, type ErrorGroup } from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { IconMoodCheck } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { routeKey, useRoute } from '../../api/use-route';
import { useFormat, useText, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { TextLink } from '../../shared/anchors';
import { RefFilter } from '../../shared/list/filters';
import { EmptyList } from '../../shared/list/list-page';
import { useListState } from '../../shared/list/list-state';
import { PeriodFilter } from '../../shared/list/period-filter';
import { useLiveRefresh } from '../../shared/live-refresh';
import { useLastValue } from '../../shared/record-drawer';
import { SectionTable } from '../../shared/short-table';
import { TimeAgo } from '../../shared/time-ago';
import { useTypeName } from '../runs/run-labels';
import { runTexts } from '../runs/runs.texts';
import { filterOf } from '../search-params';
import { opsTexts } from './ops.texts';
import { lazyDialog } from '../../shared/lazy-parts';

const StartBulkDialog = lazyDialog(async () => (await import('../runs/start-bulk-dialog')).StartBulkDialog);

const route = getRouteApi('/shell/ops/errors');

/** Failed runs grouped by error. Each group has a link to its runs and a button that starts a bulk operation on them. */
export function ErrorsPage() {
  const t = useTexts(opsTexts);
  const runs = useTexts(runTexts);
  const c = useTexts(common);
  const text = useText();
  const format = useFormat();
  const typeName = useTypeName();
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  const narrowed = filterOf(search);
  const query = useRoute(ROUTES.runs.errors, { query: narrowed });
  useLiveRefresh(['runs'], routeKey(ROUTES.runs.errors), 2_000);
  const [chosen, setChosen] = useState<ErrorGroup | null>(null);
  const shown = useLastValue(chosen);
  return (
    <>
      <SectionTable
        title={t('errors.title')}
        lead={t('errors.lead')}
        query={query}
        bar={
          <>
            <RefFilter list={list} name="linkId" kind="link" label={runs('link')} any={runs('anyLink')} />
            <RefFilter
              list={list}
              name="mailingId"
              kind="mailing"
              label={runs('mailing')}
              any={runs('anyMailing')}
            />
            <PeriodFilter list={list} label={runs('clicked')} />
          </>
        }
        empty={
          Object.keys(narrowed).length > 0 ? (
            c('nothingFound')
          ) : (
            <EmptyList
              icon={IconMoodCheck}
              color="teal"
              title={t('errors.calm')}
              text={t('errors.calmText')}
            />
          )
        }
        idOf={(group) => group.key}
        columns={[
          {
            title: t('errors.what'),
            render: (group) => (
              <TextLink to="/runs" search={{ ...narrowed, error: group.key }} c="inherit" fw={500}>
                {text(group.reason.message)}
              </TextLink>
            ),
          },
          { title: t('errors.action'), render: (group) => typeName(group.type) },
          {
            title: t('errors.runs'),
            render: (group) => <span className="lf-numbers">{format.number(group.runs)}</span>,
          },
          { title: t('errors.first'), render: (group) => <TimeAgo at={group.firstSeen} /> },
          { title: t('errors.last'), render: (group) => <TimeAgo at={group.lastSeen} /> },
          {
            title: t('errors.doToAll'),
            titleHidden: true,
            render: (group) => (
              <Button size="compact-sm" variant="default" fw={400} onClick={() => setChosen(group)}>
                {t('errors.doToAll')}
              </Button>
            ),
          },
        ]}
      />
      {shown && (
        <StartBulkDialog
          filter={{ ...narrowed, error: shown.key }}
          opened={chosen !== null}
          onClose={() => setChosen(null)}
        />
      )}
    </>
  );
}
