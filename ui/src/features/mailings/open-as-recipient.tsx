import { ROUTES, type RecipientView } from '@linkflow/contracts';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { Dialog } from '../../shared/dialog';
import { toastError } from '../../shared/toast';
import { mailingTexts } from './mailings.texts';

interface OpenAsRecipientProps {
  mailingId: string;
  opened: boolean;
  /** Null while the dialog is closed. */
  recipient: (Pick<RecipientView, 'id' | 'name'> & { isTest?: boolean }) | null;
  onClose: () => void;
}

/** Explains that the links act for the recipient, then opens their message in a new tab. */
export function OpenAsRecipientDialog({ mailingId, recipient, opened, onClose }: OpenAsRecipientProps) {
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
    <Dialog opened={opened} onClose={close} title={t('recipient.open')}>
      {recipient && (
        <Stack gap="sm">
          <Text size="sm">
            {recipient.isTest ? t('recipient.openTest') : t('recipient.openText', { name: recipient.name })}
          </Text>
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

/**
 * Opens an address that a request returns in a new tab. Call it in the handler of a click: browsers block tabs that are opened later, so
 * an empty one is opened at once. It is closed again if the request fails.
 * @returns false if the browser opened no tab
 */
async function openInNewTab(address: Promise<string>): Promise<boolean> {
  // With `noopener`, the browser would return no handle to the tab. The opened page must not reach this one either.
  const tab = window.open('', '_blank');
  if (!tab) {
    await address;
    return false;
  }
  tab.opener = null;
  try {
    tab.location.replace(await address);
    return true;
  } catch (error) {
    tab.close();
    throw error;
  }
}
