import { ROUTES, type MailingDetail, type RecipientView } from '@linkflow/contracts';
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { routeQuery, useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { Dialog } from '../../shared/dialog';
import { LoadFailure } from '../../shared/load-failure';
import { attempt } from '../../shared/toast';
import classes from './mailing-page.module.css';
import { mailingTexts } from './mailings.texts';
import { MessageFrame } from './message-frame';

interface MessageOfRecipientProps {
  mailing: MailingDetail;
  /** Null closes the dialog. */
  recipient: RecipientView | null;
  onClose: () => void;
}

/** Shows the message of a recipient. Its links cannot be clicked, so that a colleague does not act as the recipient by mistake. */
export function MessageOfRecipient({ mailing, recipient, onClose }: MessageOfRecipientProps) {
  const t = useTexts(mailingTexts);
  return (
    <Dialog
      opened={recipient !== null}
      onClose={onClose}
      size="xl"
      title={t('recipient.message', { name: recipient?.name ?? '' })}
    >
      {recipient && <Message mailing={mailing} recipientId={recipient.id} />}
    </Dialog>
  );
}

function Message({ mailing, recipientId }: { mailing: MailingDetail; recipientId: string }) {
  const t = useTexts(mailingTexts);
  const query = useQuery(routeQuery(ROUTES.recipients.preview, { params: { id: mailing.id, recipientId } }));
  if (query.error) return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton className={classes.wholePreview} />;
  return (
    <Stack gap="xs">
      <Text size="sm">
        {t('subject')}: {query.data.subject}
      </Text>
      <MessageFrame className={classes.wholePreview} title={query.data.subject} html={query.data.html} />
      <Text size="xs" c="dimmed">
        {t('recipient.inert')}
      </Text>
    </Stack>
  );
}

interface OpenAsRecipientProps {
  mailingId: string;
  /** Null closes the dialog. */
  recipient: Pick<RecipientView, 'id' | 'name'> | null;
  onClose: () => void;
}

/**
 * Explains that the links act for the recipient before it gives out the address of the message. The address is shown as a link instead of
 * being opened by the script, because browsers block windows that are opened after a request.
 */
export function OpenAsRecipientDialog({ mailingId, recipient, onClose }: OpenAsRecipientProps) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const address = useCommand(ROUTES.recipients.address);
  const [url, setUrl] = useState<string | null>(null);
  const close = () => {
    setUrl(null);
    onClose();
  };
  return (
    <Dialog opened={recipient !== null} onClose={close} title={t('recipient.open')} centered>
      {recipient && (
        <Stack gap="sm">
          <Text size="sm">{t('recipient.openText', { name: recipient.name })}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {c('cancel')}
            </Button>
            {url === null ? (
              <Button
                color="orange"
                loading={address.isPending}
                onClick={() =>
                  attempt(
                    address.mutateAsync({ params: { id: mailingId, recipientId: recipient.id } }),
                    (given) => setUrl(given.url),
                  )
                }
              >
                {t('recipient.getAddress')}
              </Button>
            ) : (
              <Button
                component="a"
                href={url}
                target="_blank"
                rel="noopener"
                onClick={close}
                rightSection={<IconExternalLink size={15} aria-hidden />}
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
