import { Button, CopyButton, Stack, Text, TextInput } from '@mantine/core';
import { Dialog } from '../../shared/dialog';

interface OneTimeDialogProps {
  /** What is shown; null closes the dialog. */
  shown: { text: string; value: string } | null;
  onClose: () => void;
  title: string;
  copy: string;
  copied: string;
}

/** Shows a secret that cannot be shown again later, so that the user can copy it. A click beside the dialog does not close it. */
export function OneTimeDialog({ shown, onClose, title, copy, copied }: OneTimeDialogProps) {
  return (
    <Dialog opened={shown !== null} onClose={onClose} title={title} closeOnClickOutside={false}>
      {shown && (
        <Stack gap="sm">
          <Text size="sm">{shown.text}</Text>
          <TextInput
            readOnly
            value={shown.value}
            aria-label={title}
            data-autofocus
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
          <CopyButton value={shown.value}>
            {({ copied: isCopied, copy: doCopy }) => (
              <Button onClick={doCopy}>{isCopied ? copied : copy}</Button>
            )}
          </CopyButton>
        </Stack>
      )}
    </Dialog>
  );
}
