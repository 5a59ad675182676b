import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { usePauseActions } from '../../../api/ops';
import { useTexts } from '../../../i18n';
import { attempt } from '../../../shared/attempt';
import { toast } from '../../../shared/toast';
import { pauseTexts } from './pauses.texts';

/** Ends a pause: what it holds goes on. */
export function ResumeButton({ pauseKey }: { pauseKey: string }) {
  const t = useTexts(pauseTexts);
  const { resume } = usePauseActions();
  return (
    <Button
      size="xs"
      variant="default"
      flex="none"
      leftSection={<IconPlayerPlay size={14} aria-hidden />}
      loading={resume.isPending}
      onClick={() => attempt(resume.mutateAsync(pauseKey), () => toast(t('resumed')))}
    >
      {t('resume')}
    </Button>
  );
}
