import { ROUTES, type ActionTotals } from '@linkflow/contracts';
import { Skeleton, Table, Text } from '@mantine/core';
import { useShownClicks } from '../../../api/session';
import { routeKey, useRoute } from '../../../api/use-route';
import { useFormat, useText, useTexts, type Texts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { useLiveRefresh } from '../../../shared/live-refresh';
import { LoadFailure } from '../../../shared/load-failure';
import classes from '../../mailings/report/report.module.css';
import { CheckSection } from '../../mailings/sending/check-section';

const texts = {
  title: { en: 'Actions done', nb: 'Handlinger utført' },
  none: { en: 'No click has started an action yet.', nb: 'Ingen klikk har startet en handling ennå.' },
  behind: {
    en: 'There are many clicks right now; the newest are counted within a minute.',
    nb: 'Det er mange klikk akkurat nå. De nyeste telles med innen et minutt.',
  },
  funnel: { en: 'Step by step', nb: 'Steg for steg' },
  action: { en: 'Action', nb: 'Handling' },
  done: { en: 'Done', nb: 'Utført' },
  failed: { en: 'Failed', nb: 'Feilet' },
  skipped: { en: 'Left out', nb: 'Utelatt' },
  open: { en: 'Running', nb: 'Pågår' },
} satisfies Texts;

/** Shortest time between two loads while the link is clicked, ms. */
const REFRESH_MS = 5_000;

/** What the clicks on a link have done so far, by kind of action: carried out, failed, left out, and under way. */
export function ActionsDone({ linkId }: { linkId: string }) {
  const t = useTexts(texts);
  const clicks = useShownClicks();
  const request = { params: { id: linkId }, query: { clicks } };
  useLiveRefresh([`link:${linkId}`], routeKey(ROUTES.workflows.actions, request), REFRESH_MS);
  const query = useRoute(ROUTES.workflows.actions, request);
  const { data } = query;
  return (
    <CheckSection
      title={t('title')}
      action={
        <TextLink to="/links/$linkId" params={{ linkId }} search={{ tab: 'funnel' }} size="sm">
          {t('funnel')}
        </TextLink>
      }
    >
      {!data ? (
        query.error ? (
          <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton height={60} />
        )
      ) : data.actions.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('none')}
        </Text>
      ) : (
        <>
          <ActionTable actions={data.actions} />
          {!data.complete && (
            <Text size="xs" c="dimmed" mt={6}>
              {t('behind')}
            </Text>
          )}
        </>
      )}
    </CheckSection>
  );
}

function ActionTable({ actions }: { actions: readonly ActionTotals[] }) {
  const t = useTexts(texts);
  const text = useText();
  const format = useFormat();
  const right = { ta: 'right', className: 'lf-numbers' } as const;
  return (
    <div className={classes.scrolls}>
      <Table className={classes.links} horizontalSpacing={6} aria-label={t('title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('action')}</Table.Th>
            <Table.Th ta="right">{t('done')}</Table.Th>
            <Table.Th ta="right">{t('failed')}</Table.Th>
            <Table.Th ta="right">{t('skipped')}</Table.Th>
            <Table.Th ta="right">{t('open')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {actions.map(({ type, title, succeeded, failed, review, skipped, cancelled, open }) => (
            <Table.Tr key={type}>
              <Table.Td className={classes.linkName}>{text(title)}</Table.Td>
              <Table.Td {...right}>{format.number(succeeded)}</Table.Td>
              <Table.Td {...right} c={failed + review > 0 ? 'var(--mantine-color-red-text)' : undefined}>
                {format.number(failed + review)}
              </Table.Td>
              <Table.Td {...right}>{format.number(skipped + cancelled)}</Table.Td>
              <Table.Td {...right}>{format.number(open)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
