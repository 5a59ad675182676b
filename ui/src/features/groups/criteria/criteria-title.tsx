import { Text, Title } from '@mantine/core';
import { useTexts } from '../../../i18n';
import { criteriaTexts } from './criteria.texts';

/** The heading over the criteria of a dynamic selection, in words or in the editor. */
export function CriteriaTitle() {
  const t = useTexts(criteriaTexts);
  return (
    <div>
      <Title order={2} size="sm">
        {t('title')}
      </Title>
      <Text size="xs" c="dimmed">
        {t('lead')}
      </Text>
    </div>
  );
}
