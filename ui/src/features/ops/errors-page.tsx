import type { ErrorGroup } from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { IconMoodCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '../../api/keys';
import { useLiveEvents } from '../../api/live';
import { useErrorGroups } from '../../api/runs';
import { useFormat, useText, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { StartBulkDialog } from '../runs/bulk/start-bulk-dialog';
import { runTexts } from '../runs/runs.texts';
import { filterOf } from '../runs/search';
import { useTypeName } from '../runs/type-name';
import { EmptyList, PeriodFilter, RefFilter, useListState } from '../../shared/listing';
import { Part, PartTable } from '../../shared/parts';
import { TextLink } from '../../shared/text-link';
import { TimeAgo } from '../../shared/time-ago';
import { useLastValue } from '../../shared/use-last-value';
import { useThrottledCallback } from '../../shared/use-throttled-callback';
import { opsTexts } from './ops.texts';

const route = getRouteApi('/shell/ops/errors');

/** Why runs stand failed, each reason once; from there to the runs, or to all of them at once. */
export function ErrorsPage() {
  const t = useTexts(opsTexts);
  const runs = useTexts(runTexts);
  const c = useTexts(common);
  const text = useText();
  const format = useFormat();
  const typeName = useTypeName();
  const client = useQueryClient();
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  const narrowed = filterOf(search);
  const query = useErrorGroups({ query: narrowed });
  const refresh = useThrottledCallback(
    () => void client.invalidateQueries({ queryKey: keys.runs.errors }),
    2_000,
  );
  useLiveEvents(['runs'], refresh, refresh);
  const [chosen, setChosen] = useState<ErrorGroup | null>(null);
  const shown = useLastValue(chosen);
  return (
    <>
      <Part
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
      >
        {(groups) => (
          <PartTable
            records={groups}
            idOf={(group) => group.key}
            columns={[
              {
                key: 'what',
                title: t('errors.what'),
                render: (group) => (
                  <TextLink to="/runs" search={{ ...narrowed, error: group.key }} c="inherit" fw={500}>
                    {text(group.reason.message)}
                  </TextLink>
                ),
              },
              { key: 'action', title: t('errors.action'), render: (group) => typeName(group.type) },
              {
                key: 'runs',
                title: t('errors.runs'),
                render: (group) => <span className="lf-numbers">{format.number(group.runs)}</span>,
              },
              { key: 'first', title: t('errors.first'), render: (group) => <TimeAgo at={group.firstSeen} /> },
              { key: 'last', title: t('errors.last'), render: (group) => <TimeAgo at={group.lastSeen} /> },
              {
                key: 'do',
                title: '',
                render: (group) => (
                  <Button size="compact-sm" variant="default" fw={400} onClick={() => setChosen(group)}>
                    {t('errors.doToAll')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Part>
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
