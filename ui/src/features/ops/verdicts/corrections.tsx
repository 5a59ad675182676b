import type { Verdict, VerdictStatistics } from '@linkflow/contracts';
import { Anchor, Text, Title } from '@mantine/core';
import { useFormat, useText, useTexts } from '../../../i18n';
import { ShortTable } from '../../../shared/short-table';
import { VerdictBadge } from '../../../shared/verdict/verdict-badge';
import { REJUDGE_ID } from './rejudge';
import { verdictsPageTexts } from './verdicts-page.texts';

const VERDICTS = ['human', 'suspect', 'bot'] as const satisfies readonly Verdict[];

/** How often colleagues corrected the classifier, by its verdict and by signal. */
export function Corrections({ statistics }: { statistics: VerdictStatistics }) {
  const t = useTexts(verdictsPageTexts);
  const format = useFormat();
  const { clicks, corrections } = statistics;
  const judged = [...VERDICTS, ...(corrections.some((one) => one.judged === undefined) ? [undefined] : [])];
  const corrected = (from: Verdict | undefined, to: Verdict) =>
    corrections
      .filter((one) => one.judged === from && one.corrected === to)
      .reduce((sum, one) => sum + one.clicks, 0);
  return (
    <section aria-label={t('corrections')}>
      <Title order={2} size="h4" mb={8}>
        {t('corrections')}
      </Title>
      <ShortTable
        records={judged}
        idOf={(verdict) => verdict ?? 'none'}
        columns={[
          {
            title: t('judged'),
            render: (verdict) => (verdict ? <VerdictBadge verdict={verdict} /> : t('notJudged')),
          },
          { title: t('clicks'), render: (verdict) => (verdict ? format.number(clicks[verdict]) : '–') },
          { title: t('toHuman'), render: (verdict) => format.number(corrected(verdict, 'human')) },
          { title: t('toBot'), render: (verdict) => format.number(corrected(verdict, 'bot')) },
        ]}
      />
      {corrections.length === 0 ? (
        <Text size="sm" c="dimmed" mt={8}>
          {t('noCorrections')}
        </Text>
      ) : (
        <Signals signals={statistics.signals} />
      )}
    </section>
  );
}

function Signals({ signals }: Pick<VerdictStatistics, 'signals'>) {
  const t = useTexts(verdictsPageTexts);
  const text = useText();
  const format = useFormat();
  return (
    <>
      <Title order={3} size="h5" mt={20}>
        {t('signals')}
      </Title>
      <Text size="sm" c="dimmed" mb={4}>
        {t('signalsLead')}{' '}
        <Anchor size="sm" href={`#${REJUDGE_ID}`}>
          {t('rejudge')}
        </Anchor>
      </Text>
      <ShortTable
        records={signals}
        idOf={({ code }) => code}
        columns={[
          { title: t('signal'), render: ({ name }) => text(name) },
          { title: t('right'), render: ({ right }) => format.number(right) },
          {
            title: t('wrong'),
            render: ({ right, wrong }) =>
              wrong > right ? <strong>{format.number(wrong)}</strong> : format.number(wrong),
          },
        ]}
      />
    </>
  );
}
