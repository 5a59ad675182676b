import type { MailingDetail, RecipientView } from '@linkflow/contracts';
import { useTexts } from '../../i18n';
import { Dialog } from '../../shared/dialog';
import { usePhone } from '../../shared/use-phone';
import { mailingTexts } from './mailings.texts';
import { MessagePreview } from './preview/message-preview';

interface MessageOfRecipientProps {
  mailing: MailingDetail;
  opened: boolean;
  /** Null while the dialog is closed. */
  recipient: RecipientView | null;
  onClose: () => void;
}

/** Shows the saved message as a recipient reads it. */
export function MessageOfRecipient({ mailing, recipient, opened, onClose }: MessageOfRecipientProps) {
  const t = useTexts(mailingTexts);
  const isPhone = usePhone();
  return (
    <Dialog opened={opened} onClose={onClose} size={820} fullScreen={isPhone} title={t('preview.title')}>
      {recipient && <MessagePreview mailing={mailing} content={mailing} reader={recipient} />}
    </Dialog>
  );
}
