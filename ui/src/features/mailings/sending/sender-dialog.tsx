import { ROUTES, type MailingDetail, type MailingSender } from '@linkflow/contracts';
import { SimpleGrid, TextInput } from '@mantine/core';
import { useCommand } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { FormDialog } from '../../../shared/form-dialog';
import { checkTexts } from './check.texts';

/** The fields are named like those of the API, so that its messages stand at them. */
type SenderForm = { name: string; from: string; replyName: string; replyTo: string };

interface SenderDialogProps {
  mailing: Pick<MailingDetail, 'id' | 'revision' | 'from' | 'replyTo'>;
  sender: MailingSender;
  opened: boolean;
  onClose: () => void;
}

/** Sets the sender of a mailing, and where answers go. Empty addresses mean the sender of the installation. */
export function SenderDialog({ mailing, sender, opened, onClose }: SenderDialogProps) {
  const t = useTexts(checkTexts);
  const c = useTexts(common);
  const update = useCommand(ROUTES.mailings.update);
  const { from, replyTo } = mailing;
  const { standard, domains } = sender;
  const addressMissing = (name: string, address: string): boolean =>
    name.trim() !== '' && address.trim() === '';
  return (
    <FormDialog<SenderForm>
      opened={opened}
      onClose={onClose}
      title={t('sender.dialog')}
      submit={c('save')}
      initial={{
        name: from?.name ?? '',
        from: from?.address ?? '',
        replyName: replyTo?.name ?? '',
        replyTo: replyTo?.address ?? '',
      }}
      validate={(values) => ({
        ...(addressMissing(values.name, values.from) && { from: t('sender.addressMissing') }),
        ...(addressMissing(values.replyName, values.replyTo) && { replyTo: t('sender.addressMissing') }),
      })}
      onSubmit={(values) =>
        update.mutateAsync({
          params: { id: mailing.id },
          body: {
            revision: mailing.revision,
            from: mailboxOf(values.name, values.from),
            replyTo: mailboxOf(values.replyName, values.replyTo),
          },
        })
      }
    >
      {(form) => (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label={t('sender.name')}
            description={t('sender.nameHint')}
            placeholder={standard?.name}
            maxLength={100}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('sender.address')}
            description={
              domains.length > 0
                ? t('sender.domains', { domains: domains.join(', ') })
                : standard
                  ? t('sender.standard', { address: standard.address })
                  : t('sender.addressHint')
            }
            placeholder={standard?.address}
            type="email"
            maxLength={320}
            {...form.getInputProps('from')}
          />
          <TextInput
            label={t('sender.replyName')}
            description={t('sender.replyNameHint')}
            maxLength={100}
            {...form.getInputProps('replyName')}
          />
          <TextInput
            label={t('sender.replyAddress')}
            description={t('sender.replyHint')}
            type="email"
            maxLength={320}
            {...form.getInputProps('replyTo')}
          />
        </SimpleGrid>
      )}
    </FormDialog>
  );
}

const mailboxOf = (name: string, address: string) =>
  address.trim() === '' ? null : { name: name.trim(), address: address.trim() };
