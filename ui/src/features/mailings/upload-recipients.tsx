import { ROUTES, type UnknownAddresses } from '@linkflow/contracts';
import { FileInput, Radio, Stack, Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { toast } from '../../shared/toast';
import { recipientTexts } from './recipients.texts';

interface UploadRecipientsDialogProps {
  mailingId: string;
  opened: boolean;
  onClose: () => void;
}

type Values = { file: File | null; unknown: UnknownAddresses };

/** Uploads a file of recipients, which the server reads in the background. */
export function UploadRecipientsDialog({ mailingId, opened, onClose }: UploadRecipientsDialogProps) {
  const t = useTexts(recipientTexts);
  const upload = useCommand(ROUTES.audience.upload);
  return (
    <FormDialog<Values>
      opened={opened}
      onClose={onClose}
      title={t('uploadTitle')}
      submit={t('upload')}
      initial={{ file: null, unknown: 'leave-out' }}
      validate={({ file }) => (file ? {} : { file: t('fileMissing') })}
      onSubmit={async ({ file, unknown }) => {
        if (!file) return;
        await upload.mutateAsync({
          params: { id: mailingId },
          query: { name: file.name.slice(0, 200), unknown },
          file,
        });
        toast(t('uploaded'));
      }}
    >
      {(form) => (
        <Stack gap="sm">
          <Text size="sm">{t('uploadText')}</Text>
          <FileInput
            label={t('file')}
            placeholder={t('chooseFile')}
            accept=".csv,.txt,text/csv,text/plain"
            leftSection={<IconFileText size={15} aria-hidden />}
            data-autofocus
            {...form.getInputProps('file')}
          />
          <Radio.Group label={t('unknown')} {...form.getInputProps('unknown')}>
            <Stack gap="xs" mt={6}>
              <Radio value="leave-out" label={t('leaveOut')} />
              <Radio value="keep" label={t('keep')} />
            </Stack>
          </Radio.Group>
        </Stack>
      )}
    </FormDialog>
  );
}
