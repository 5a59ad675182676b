import type { VerdictView } from '@linkflow/contracts';
import { Group, Stack, Text } from '@mantine/core';
import { useTexts } from '../../i18n';
import { TextLink } from '../anchors';
import { TimeAgo } from '../time-ago';
import { Corrections } from './corrections';
import { SignalList } from './signal-list';
import { VerdictBadge } from './verdict-badge';
import { verdictTexts } from './verdict.texts';

interface VerdictWhyProps {
  clickId: string;
  verdict: VerdictView;
}

/** The verdict on a click with the signals that led to it. Colleagues can correct it. */
export function VerdictWhy({ clickId, verdict: view }: VerdictWhyProps) {
  const t = useTexts(verdictTexts);
  const { verdict, judgement, correction } = view;
  return (
    <Stack gap={8} component="section" aria-label={t('label')}>
      <Group gap={8}>
        <Text size="sm" fw={500}>
          {t('label')}
        </Text>
        <VerdictBadge verdict={verdict} />
        <TextLink to="/clicks/$clickId" params={{ clickId }} ml="auto">
          {t('toClick')}
        </TextLink>
      </Group>
      {correction && (
        <Text size="sm" c="dimmed">
          {t('correctedBy', { name: correction.by.name })}, <TimeAgo at={correction.at} />
        </Text>
      )}
      <Text size="sm" fw={500}>
        {t(`why.${judgement?.verdict ?? verdict}`)}
      </Text>
      <SignalList judgement={judgement} />
      <Corrections clickId={clickId} view={view} />
    </Stack>
  );
}
