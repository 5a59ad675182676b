import { ROUTES } from '@linkflow/contracts';
import { Stack } from '@mantine/core';
import { useRoute } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { SectionPage } from '../../../shared/sections';
import { Corrections } from './corrections';
import { Rejudge } from './rejudge';
import { Rejudgements } from './rejudgements';
import { verdictsPageTexts } from './verdicts-page.texts';

/** What colleagues say about the verdicts on clicks, and judging earlier clicks again. */
export function VerdictsPage() {
  const t = useTexts(verdictsPageTexts);
  const query = useRoute(ROUTES.clicks.statistics);
  return (
    <SectionPage title={t('title')} lead={t('lead')} query={query}>
      {(statistics) => (
        <Stack gap={32} mt={16}>
          <Corrections statistics={statistics} />
          <Rejudge />
          <Rejudgements />
        </Stack>
      )}
    </SectionPage>
  );
}
