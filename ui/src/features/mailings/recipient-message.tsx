import { ROUTES, type MailingDetail, type RecipientView } from '@linkflow/contracts';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { Dialog } from '../../shared/dialog';
import { openInNewTab } from '../../shared/new-tab';
import { toastError } from '../../shared/toast';
import { usePhone } from '../../shared/use-phone';
import { mailingTexts } from './mailings.texts';
import { MessagePreview } from './preview/message-preview';
import { previewTexts } from './preview/preview.texts';

interface MessageOfRecipientProps {
  mailing: MailingDetail;
  /** Null closes the dialog. */
  recipient: RecipientView | null;
  onClose: () => void;
}

/** Shows the saved message as a recipient reads it. */
export function MessageOfRecipient({ mailing, recipient, onClose }: MessageOfRecipientProps) {
  const t = useTexts(previewTexts);
  const isPhone = usePhone();
  return (
    <Dialog opened={recipient !== null} onClose={onClose} size={820} fullScreen={isPhone} title={t('title')}>
      {recipient && <MessagePreview mailing={mailing} content={mailing} reader={recipient} />}
    </Dialog>
  );
}

interface OpenAsRecipientProps {
  mailingId: string;
  /** Null closes the dialog. */
  recipient: Pick<RecipientView, 'id' | 'name'> | null;
  onClose: () => void;
}

/** Explains that the links act for the recipient, then opens their message in a new tab. */
export function OpenAsRecipientDialog({ mailingId, recipient, onClose }: OpenAsRecipientProps) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const address = useCommand(ROUTES.recipients.address);
  const [blockedUrl, setBlockedUrl] = useState<string | null>(null);
  const close = () => {
    setBlockedUrl(null);
    onClose();
  };
  const open = async (recipientId: string) => {
    try {
      const url = address.mutateAsync({ params: { id: mailingId, recipientId } }).then((given) => given.url);
      if (await openInNewTab(url)) close();
      else setBlockedUrl(await url);
    } catch (error) {
      toastError(error);
    }
  };
  const icon = <IconExternalLink size={15} aria-hidden />;
  return (
    <Dialog opened={recipient !== null} onClose={close} title={t('recipient.open')} centered>
      {recipient && (
        <Stack gap="sm">
          <Text size="sm">{t('recipient.openText', { name: recipient.name })}</Text>
          {blockedUrl !== null && (
            <Text size="sm" role="alert">
              {t('recipient.openBlocked')}
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {c('cancel')}
            </Button>
            {blockedUrl === null ? (
              <Button
                color="orange"
                loading={address.isPending}
                rightSection={icon}
                onClick={() => void open(recipient.id)}
              >
                {t('recipient.openNow')}
              </Button>
            ) : (
              <Button
                component="a"
                color="orange"
                href={blockedUrl}
                target="_blank"
                rel="noopener"
                rightSection={icon}
                onClick={close}
              >
                {t('recipient.openNow')}
              </Button>
            )}
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}
