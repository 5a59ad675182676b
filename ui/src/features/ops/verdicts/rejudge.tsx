import { ROUTES, type RejudgePeriod, type RejudgePreview } from '@linkflow/contracts';
import { Alert, Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconArrowRight, IconInfoCircle, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../../api/session';
import { useCommand } from '../../../api/use-route';
import { useFormat, useTexts } from '../../../i18n';
import { RefName } from '../../../shared/refs';
import { ShortTable } from '../../../shared/short-table';
import { attempt, toast } from '../../../shared/toast';
import { ClickNumbers, clicksOf } from '../../../shared/verdict/click-numbers';
import { VerdictBadge } from '../../../shared/verdict/verdict-badge';
import { verdictsPageTexts } from './verdicts-page.texts';

export const REJUDGE_ID = 'rejudge';
const DAY_MS = 86_400_000;
const PERIODS = ['1', '7', '30', '90', '365'];

/** Shows what judging the clicks of a period again would change, and starts it. */
export function Rejudge() {
  const t = useTexts(verdictsPageTexts);
  const can = useCan();
  const preview = useCommand(ROUTES.rejudgements.preview);
  const [days, setDays] = useState('30');
  /** What the last preview was about, and what it said. */
  const [shown, setShown] = useState<{ period: RejudgePeriod; preview: RejudgePreview } | null>(null);
  const look = () => {
    const to = new Date();
    const from = new Date(to.getTime() - Number(days) * DAY_MS);
    const period = { from: from.toISOString(), to: to.toISOString() };
    attempt(preview.mutateAsync({ body: period }), (found) => setShown({ period, preview: found }));
  };
  return (
    <section aria-labelledby={REJUDGE_ID}>
      <Title order={2} size="h4" mb={4} id={REJUDGE_ID}>
        {t('rejudge')}
      </Title>
      <Text size="sm" c="dimmed" maw={760} mb={12}>
        {t('rejudgeLead')}
      </Text>
      <Group gap={8} mb={16}>
        <Select
          aria-label={t('period')}
          allowDeselect={false}
          w={170}
          data={PERIODS.map((value) => ({ value, label: t('days', { count: Number(value) }) }))}
          value={days}
          onChange={(value) => {
            setDays(value ?? days);
            setShown(null);
          }}
        />
        <Button variant="default" loading={preview.isPending} onClick={look}>
          {t('preview')}
        </Button>
      </Group>
      {shown && (
        <Stack gap={16} align="stretch">
          <Preview preview={shown.preview} />
          {can(ROUTES.rejudgements.start) ? (
            <StartButton period={shown.period} onStarted={() => setShown(null)} />
          ) : (
            <Text size="sm" c="dimmed">
              {t('onlyAdmins')}
            </Text>
          )}
        </Stack>
      )}
    </section>
  );
}

function StartButton({ period, onStarted }: { period: RejudgePeriod; onStarted: () => void }) {
  const t = useTexts(verdictsPageTexts);
  const start = useCommand(ROUTES.rejudgements.start);
  return (
    <Group>
      <Button
        leftSection={<IconRefresh size={16} aria-hidden />}
        loading={start.isPending}
        onClick={() =>
          attempt(start.mutateAsync({ body: period }), () => {
            onStarted();
            toast(t('started'));
          })
        }
      >
        {t('start')}
      </Button>
    </Group>
  );
}

function Preview({ preview }: { preview: RejudgePreview }) {
  const t = useTexts(verdictsPageTexts);
  const format = useFormat();
  const { clicks, complete, changes, links, mailings } = preview;
  const changed = changes.reduce((sum, one) => sum + one.clicks, 0);
  return (
    <>
      <Alert color="indigo" icon={<IconInfoCircle size={18} aria-hidden />}>
        <Text size="sm" fw={500}>
          {changed === 0 ? t('nothing', { clicks }) : t('changes', { changed, clicks })}
          {!complete && ` ${t('incomplete', { clicks })}`}
        </Text>
        <Text size="sm">{t('harmless')}</Text>
      </Alert>
      {changed > 0 && (
        <>
          <ShortTable
            records={changes}
            idOf={({ before, after }) => `${before} ${after}`}
            columns={[
              {
                title: t('change'),
                render: ({ before, after }) => (
                  <Group gap={6} wrap="nowrap">
                    <VerdictBadge verdict={before} />
                    <IconArrowRight size={14} aria-hidden />
                    <VerdictBadge verdict={after} />
                  </Group>
                ),
              },
              { title: t('number'), render: (one) => format.number(one.clicks) },
            ]}
          />
          <Counts title={t('links')} counts={links} />
          <Counts title={t('mailings')} counts={mailings} />
        </>
      )}
    </>
  );
}

function Counts({ title, counts }: { title: string; counts: RejudgePreview['links'] }) {
  const t = useTexts(verdictsPageTexts);
  if (counts.length === 0) return null;
  return (
    <ShortTable
      records={counts}
      idOf={({ of }) => of.id}
      columns={[
        { title, render: ({ of }) => <RefName of={of} /> },
        {
          title: t('number'),
          render: ({ now, after }) => (
            <Group gap={8} wrap="nowrap">
              <ClickNumbers numbers={clicksOf(now)} shown="all" />
              <IconArrowRight size={14} aria-hidden />
              <ClickNumbers numbers={clicksOf(after)} shown="all" />
            </Group>
          ),
        },
      ]}
    />
  );
}
