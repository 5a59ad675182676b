import {
  ROUTES,
  type Clicker,
  type LinkSummary,
  type Ref,
  type RunSummary,
  type Verdict,
} from '@linkflow/contracts';
import { Button, EmptyState, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconActivity, IconClick, IconMail } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useRoute } from '../../../api/use-route';
import { useText, useTexts } from '../../../i18n';
import { RowLink, TextLink } from '../../../shared/anchors';
import { numberColumn, timeColumn } from '../../../shared/list/columns';
import { PartList } from '../../../shared/list/list-page';
import { type ListState, pageQuery, useListState } from '../../../shared/list/list-state';
import type { ListColumn } from '../../../shared/list/list-table';
import { RefName } from '../../../shared/refs';
import { TimeAgo } from '../../../shared/time-ago';
import { VerdictBadge } from '../../../shared/verdict/verdict-badge';
import { verdictTexts } from '../../../shared/verdict/verdict.texts';
import { RunStatusBadge, subjectName } from '../../runs/run-labels';
import classes from './link-page.module.css';
import { linkPageTexts } from './link-page.texts';

const route = getRouteApi('/shell/links/$linkId');

/** Returns the list state of the open tab. It consists only of the page number, which is kept in the URL. */
function useTabList(): ListState {
  const { page } = route.useSearch();
  const navigate = route.useNavigate();
  const search = useMemo(() => ({ page }), [page]);
  return useListState(search, (next) =>
    navigate({ search: (before) => ({ ...before, page: next.page }), replace: true }),
  );
}

const CLICKERS_SORT = '-lastAt';
const CHOICES = ['human', 'suspect', 'bot', 'all'] as const;

/** Number of clickers of a link with a verdict. */
function clickersOf({ clickers, humanClickers, suspectClickers }: LinkSummary, verdict: Verdict): number {
  if (verdict === 'human') return humanClickers;
  return verdict === 'suspect' ? suspectClickers : clickers - humanClickers - suspectClickers;
}

/** The recipients who clicked the link, with their number of clicks and the times of the first and last click. */
export function ClicksTab({ link }: { link: LinkSummary }) {
  const t = useTexts(linkPageTexts);
  const v = useTexts(verdictTexts);
  const [shown, setShown] = useState<Verdict | 'all'>('human');
  const list = useTabList();
  const query = useRoute(ROUTES.links.clickers, {
    params: { id: link.id },
    query: { ...pageQuery(list.search, CLICKERS_SORT), ...(shown !== 'all' && { verdict: shown }) },
  });
  const columns = useClickerColumns();
  return (
    <div className={classes.scrolling}>
      <SegmentedControl
        size="xs"
        m="sm"
        style={{ alignSelf: 'flex-start' }}
        aria-label={v('show')}
        value={shown}
        onChange={(value) => {
          const chosen = CHOICES.find((choice) => choice === value);
          if (chosen) setShown(chosen);
          list.set({ page: undefined });
        }}
        data={CHOICES.map((value) => ({
          value,
          label: v(`filters.${value}`, { count: value === 'all' ? 0 : clickersOf(link, value) }),
        }))}
      />
      <PartList
        title={t('clicks.label')}
        query={query}
        list={list}
        defaultSort={CLICKERS_SORT}
        columns={columns}
        idOf={(clicker) => clicker.recipientId}
        nameOf={(clicker) => clicker.contact?.name ?? clicker.email}
        empty={{ icon: IconClick, title: t('clicks.empty'), text: t('clicks.emptyText') }}
      />
    </div>
  );
}

function useClickerColumns(): ListColumn<Clicker>[] {
  const t = useTexts(linkPageTexts);
  const v = useTexts(verdictTexts);
  return [
    {
      title: t('clicks.contact'),
      narrow: (clicker) => (
        <Text size="xs" c="dimmed" truncate>
          {clicker.mailing.name} · <TimeAgo at={clicker.lastAt} />
        </Text>
      ),
      render: (clicker) =>
        clicker.contact && !clicker.contact.missing ? (
          <RowLink to="/contacts/$id" params={{ id: clicker.contact.id }} title={clicker.contact.name}>
            {clicker.contact.name}
          </RowLink>
        ) : (
          <>
            {clicker.contact ? <RefName of={clicker.contact} /> : clicker.email}{' '}
            {!clicker.contact && (
              <Text span size="xs" c="dimmed">
                {t('clicks.notContact')}
              </Text>
            )}
          </>
        ),
    },
    { title: t('clicks.email'), from: 'large', render: (clicker) => clicker.email },
    {
      title: t('clicks.mailing'),
      from: 'small',
      render: (clicker) => (
        <TextLink to="/mailings/$mailingId" params={{ mailingId: clicker.mailing.id }} c="inherit">
          <RefName of={clicker.mailing} />
        </TextLink>
      ),
    },
    {
      title: v('label'),
      width: 116,
      from: 'small',
      render: (clicker) => <VerdictBadge verdict={clicker.verdict} />,
    },
    numberColumn(t('clicks.clicks'), (clicker) => clicker.clicks, { width: 84 }),
    timeColumn(t('clicks.first'), (clicker) => clicker.firstAt, { from: 'medium' }),
    timeColumn(t('clicks.last'), (clicker) => clicker.lastAt, { from: 'small' }),
  ];
}

const RUNS_SORT = '-clickedAt';

/** The runs of this link, newest first. */
export function RunsTab({ linkId }: { linkId: string }) {
  const t = useTexts(linkPageTexts);
  const list = useTabList();
  const query = useRoute(ROUTES.runs.list, { query: { ...pageQuery(list.search, RUNS_SORT), linkId } });
  const columns = useRunColumns();
  return (
    <div className={classes.scrolling}>
      <PartList
        title={t('runs.label')}
        query={query}
        list={list}
        defaultSort={RUNS_SORT}
        columns={columns}
        idOf={(run) => run.id}
        nameOf={(run) => subjectName(run)}
        empty={{ icon: IconActivity, title: t('runs.empty'), text: t('runs.emptyText') }}
      />
    </div>
  );
}

function useRunColumns(): ListColumn<RunSummary>[] {
  const t = useTexts(linkPageTexts);
  const text = useText();
  return [
    {
      title: t('runs.contact'),
      render: (run) => (
        <>
          <RowLink to="/runs/$runId" params={{ runId: run.id }} title={subjectName(run)}>
            {subjectName(run)}
          </RowLink>
          {run.failure && (
            <Text size="xs" c="red" lineClamp={2} style={{ whiteSpace: 'normal' }}>
              {text(run.failure.reason.message)}
            </Text>
          )}
        </>
      ),
    },
    {
      title: t('runs.state'),
      width: 140,
      render: (run) => <RunStatusBadge status={run.status} />,
    },
    {
      title: t('clicks.mailing'),
      from: 'medium',
      render: (run) => run.context.mailing?.name ?? '–',
    },
    {
      title: t('runs.version'),
      width: 90,
      from: 'small',
      align: 'right',
      render: (run) => `v${run.workflow.version}`,
    },
    timeColumn(t('runs.clicked'), (run) => run.trigger.at, { from: 'small' }),
  ];
}

/** The mailings that contain the link. */
export function UsedTab({ usedIn }: { usedIn: readonly Ref[] }) {
  const t = useTexts(linkPageTexts);
  return (
    <div className={classes.scrolling}>
      {usedIn.length === 0 ? (
        <EmptyState
          p="xl"
          variant="light"
          icon={<IconMail aria-hidden />}
          title={t('used.empty')}
          description={t('used.emptyText')}
        >
          <EmptyState.Actions>
            <Button component={Link} to="/mailings" variant="default" size="xs">
              {t('used.toMailings')}
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      ) : (
        <Stack gap={0} className={classes.rowList} component="ul">
          {usedIn.map((mailing) => (
            <li key={mailing.id}>
              <Link to="/mailings/$mailingId" params={{ mailingId: mailing.id }} className={classes.listRow}>
                <IconMail size={16} stroke={1.7} aria-hidden />
                <Text span inherit truncate="end">
                  <RefName of={mailing} />
                </Text>
              </Link>
            </li>
          ))}
        </Stack>
      )}
    </div>
  );
}
