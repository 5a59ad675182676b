import type { FormSummary } from '@linkflow/contracts';
import { Badge, Group } from '@mantine/core';
import { useTexts } from '../../i18n';
import { formTexts } from './forms.texts';

/** Whether a form is published, and whether its draft differs from what is live. */
export function FormBadges({ form }: { form: Pick<FormSummary, 'liveContent' | 'changed'> }) {
  const t = useTexts(formTexts);
  if (form.liveContent === null)
    return (
      <Badge variant="default" tt="none" fw={600}>
        {t('never')}
      </Badge>
    );
  return (
    <Group gap={6} wrap="wrap">
      <Badge variant="light" color="teal" tt="none" fw={600}>
        {t('published', { version: form.liveContent })}
      </Badge>
      {form.changed && (
        <Badge variant="light" color="yellow" tt="none" fw={600}>
          {t('changed')}
        </Badge>
      )}
    </Group>
  );
}
