import type { SubmissionStatus } from '@linkflow/contracts';
import { Badge } from '@mantine/core';
import { useTexts } from '../../../i18n';
import { submissionTexts } from './submissions.texts';

const COLOURS: Record<SubmissionStatus, string> = {
  received: 'blue',
  'awaiting-confirmation': 'gray',
  held: 'orange',
  processed: 'teal',
  duplicate: 'gray',
  spam: 'gray',
  rejected: 'gray',
  failed: 'red',
};

export function SubmissionBadge({ status }: { status: SubmissionStatus }) {
  const t = useTexts(submissionTexts);
  return (
    <Badge variant="light" color={COLOURS[status]} tt="none" fw={600}>
      {t(`statuses.${status}`)}
    </Badge>
  );
}
