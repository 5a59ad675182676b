import {
  RECONCILIATION_TEXTS,
  ROUTES,
  type Reconciliation,
  type ReconciliationCheck,
} from '@linkflow/contracts';
import { Alert, Button, Group, List, Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconScale } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useFormat, useText, useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { EmptyList } from '../../shared/list/list-page';
import { SectionPage } from '../../shared/sections';
import { ShortTable } from '../../shared/short-table';
import { attempt } from '../../shared/toast';
import { opsTexts } from './ops.texts';
import { reconciliationTexts } from './reconciliation.texts';

/** Polling interval while a report is being made. */
const REFRESH_MS = 1_000;
const PERIODS = ['1', '7', '30', '365'];

/** The last reconciliation report, and a button for a new one. */
export function ReconciliationPage() {
  const t = useTexts(reconciliationTexts);
  const ops = useTexts(opsTexts);
  const query = useRoute(ROUTES.reconciliations.list, {
    refetchInterval: ({ state }) => (state.data?.[0]?.state === 'running' ? REFRESH_MS : false),
  });
  return (
    <SectionPage
      title={ops('reconciliation.title')}
      lead={t('lead')}
      action={<Start isRunning={query.data?.[0]?.state === 'running'} />}
      query={query}
    >
      {([report]) =>
        report ? (
          <Report report={report} />
        ) : (
          <EmptyList icon={IconScale} title={t('none')} text={t('noneText')} />
        )
      }
    </SectionPage>
  );
}

function Start({ isRunning }: { isRunning: boolean }) {
  const t = useTexts(reconciliationTexts);
  const can = useCan();
  const start = useCommand(ROUTES.reconciliations.start);
  const [days, setDays] = useState('7');
  if (!can(ROUTES.reconciliations.start)) return null;
  return (
    <Group gap={8} wrap="nowrap" flex="none">
      <Select
        aria-label={t('period')}
        allowDeselect={false}
        w={150}
        data={PERIODS.map((value) => ({ value, label: t('days', { count: Number(value) }) }))}
        value={days}
        onChange={(value) => setDays(value ?? days)}
      />
      <Button
        leftSection={<IconScale size={16} aria-hidden />}
        loading={start.isPending || isRunning}
        onClick={() => attempt(start.mutateAsync({ body: { days: Number(days) } }))}
        data-testid="reconcile"
      >
        {t('start')}
      </Button>
    </Group>
  );
}

function Report({ report }: { report: Reconciliation }) {
  const t = useTexts(reconciliationTexts);
  const text = useText();
  const format = useFormat();
  const { from, to, by, checks } = report;
  return (
    <Stack gap={12} mt={8}>
      <Outcome report={report} />
      <Text size="sm" c="dimmed">
        {t('about', { from: format.dateTime(from), to: format.dateTime(to), name: by.name })}
      </Text>
      <ShortTable
        records={checks}
        idOf={({ code }) => code}
        columns={[
          { title: t('what'), render: ({ code }) => text(RECONCILIATION_TEXTS[code].title) },
          { title: t('checked'), render: ({ checked }) => format.number(checked) },
          {
            title: t('differences'),
            render: ({ differences }) =>
              differences === 0 ? t('agrees') : <strong>{format.number(differences)}</strong>,
          },
        ]}
      />
      {checks
        .filter(({ differences }) => differences > 0)
        .map((check) => (
          <Difference key={check.code} check={check} />
        ))}
    </Stack>
  );
}

function Outcome({ report: { state, checks } }: { report: Reconciliation }) {
  const t = useTexts(reconciliationTexts);
  if (state === 'running') return <Text size="sm">{t('state.running')}</Text>;
  if (state !== 'done') {
    return (
      <Alert color="red" icon={<IconAlertTriangle size={18} />}>
        {t(`state.${state}`)}
      </Alert>
    );
  }
  const count = checks.reduce((sum, { differences }) => sum + differences, 0);
  return count === 0 ? (
    <Alert color="green" icon={<IconCheck size={18} />} title={t('state.same')} />
  ) : (
    <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title={t('state.differs', { count })} />
  );
}

/** What a difference means, what to do about it, and examples with links to their pages. */
function Difference({ check }: { check: ReconciliationCheck }) {
  const t = useTexts(reconciliationTexts);
  const text = useText();
  const { code, differences, examples } = check;
  const { title, help } = RECONCILIATION_TEXTS[code];
  const left = differences - examples.length;
  return (
    <section aria-label={text(title)}>
      <Text fw={600}>{text(title)}</Text>
      <Text size="sm" mb={4} maw={720}>
        {text(help)}
      </Text>
      <List size="sm">
        {examples.map((example) => (
          <List.Item key={`${example.id} ${example.name ?? ''}`}>
            <Example example={example} />
          </List.Item>
        ))}
        {left > 0 && <List.Item>{t('more', { count: left })}</List.Item>}
      </List>
    </section>
  );
}

function Example({ example }: { example: ReconciliationCheck['examples'][number] }) {
  const t = useTexts(reconciliationTexts);
  const format = useFormat();
  const { kind, id, name, expected, found } = example;
  const numbers = expected === undefined ? '' : `: ${t('numbers', { expected, found: found ?? 0 })}`;
  switch (kind) {
    case 'run':
      return (
        <>
          <TextLink to="/runs/$runId" params={{ runId: id }}>
            {t('run', { id })}
          </TextLink>
          {name && `, ${t('step', { name })}`}
        </>
      );
    case 'click':
      return t('click', { id });
    case 'hour':
      return `${format.dateTime(id)}${numbers}`;
    case 'link':
      return (
        <>
          <TextLink to="/links/$linkId" params={{ linkId: id }}>
            {name || id}
          </TextLink>
          {numbers}
        </>
      );
    case 'mailing':
      return (
        <>
          <TextLink to="/mailings/$mailingId" params={{ mailingId: id }}>
            {name || id}
          </TextLink>
          {numbers}
        </>
      );
  }
}
