import { ROUTES, type RejudgementView } from '@linkflow/contracts';
import { Button, Group, Progress, Skeleton, Text, Title } from '@mantine/core';
import { useCan } from '../../../api/session';
import { useCommand, useRoute } from '../../../api/use-route';
import { useFormat, useTexts } from '../../../i18n';
import { confirmRequest } from '../../../shared/confirm';
import { LoadFailure } from '../../../shared/load-failure';
import { ShortTable } from '../../../shared/short-table';
import { TimeAgo } from '../../../shared/time-ago';
import { verdictsPageTexts } from './verdicts-page.texts';

/** How often the list is loaded while a job is under way, ms. */
const REFRESH_MS = 1_000;

/** The jobs that judged earlier clicks again, the newest first: who started them, how far they are, and what they changed. */
export function Rejudgements() {
  const t = useTexts(verdictsPageTexts);
  const query = useRoute(ROUTES.rejudgements.list, {
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'running') ? REFRESH_MS : false),
  });
  return (
    <section aria-label={t('earlier')}>
      <Title order={2} size="h4" mb={8}>
        {t('earlier')}
      </Title>
      {query.data ? (
        <List jobs={query.data} />
      ) : query.error ? (
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton height={48} />
      )}
    </section>
  );
}

function List({ jobs }: { jobs: readonly RejudgementView[] }) {
  const t = useTexts(verdictsPageTexts);
  const format = useFormat();
  if (jobs.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('noEarlier')}
      </Text>
    );
  }
  return (
    <ShortTable
      records={jobs}
      idOf={({ id }) => id}
      columns={[
        { title: t('period'), render: ({ from, to }) => format.period(from, to) },
        { title: t('state'), render: (job) => <State job={job} /> },
        { title: t('judgedClicks'), render: ({ clicks }) => format.number(clicks) },
        {
          title: t('changed'),
          render: ({ changes }) => format.number(changes.reduce((sum, { clicks }) => sum + clicks, 0)),
        },
        {
          title: t('by'),
          render: ({ by, at }) => (
            <>
              {by.name}, <TimeAgo at={at} />
            </>
          ),
        },
      ]}
    />
  );
}

function State({ job: { id, state, share } }: { job: RejudgementView }) {
  const t = useTexts(verdictsPageTexts);
  const can = useCan();
  const stop = useCommand(ROUTES.rejudgements.stop);
  if (state !== 'running') return t(`states.${state}`);
  const ask = () =>
    confirmRequest({
      title: t('stopTitle'),
      text: t('stopText'),
      confirm: t('stop'),
      request: () => stop.mutateAsync({ params: { id } }),
      done: t('stopped'),
    });
  return (
    <Group gap={8} wrap="nowrap">
      <Progress value={share * 100} w={96} aria-label={t('progress')} />
      {t('states.running')}
      {can(ROUTES.rejudgements.stop) && (
        <Button size="compact-xs" variant="default" loading={stop.isPending} onClick={ask}>
          {t('stop')}
        </Button>
      )}
    </Group>
  );
}
