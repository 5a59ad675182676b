import { hasStarted, type MailingDetail } from '@linkflow/contracts';
import { Alert } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTexts } from '../../../i18n';
import { mailingTexts } from '../mailings.texts';
import { useSending } from './use-sending';

/** False as soon as the sending of a mailing has started: its content, links and sender can then no longer be changed. */
export function useIsEditable({ id }: Pick<MailingDetail, 'id'>): boolean {
  return !hasStarted(useSending(id).data?.state);
}

/** Says why the content and the links of a mailing cannot be changed. Tabs show it if `useIsEditable` is false. */
export function ReadOnlyNotice() {
  const t = useTexts(mailingTexts);
  return (
    <Alert color="gray" variant="light" py="xs" icon={<IconLock aria-hidden />}>
      {t('readOnly')}
    </Alert>
  );
}
