import { Role, ROUTES, type PasswordLink, type UserView } from '@linkflow/contracts';
import { Button, CopyButton, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useCommand } from '../../api/use-route';
import { shellTexts } from '../../app/shell.texts';
import { useFormat, useLanguage, useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { settingsTexts } from './settings.texts';

interface Values extends Record<string, unknown> {
  name: string;
  email: string;
  role: Role;
}

interface UserDialogProps {
  /** The user to change, or `new` to invite a user. Null closes the dialog. */
  edited: UserView | 'new' | null;
  onClose: () => void;
  onInvited: (shown: ShownLink) => void;
}

/** A password link, and the name of the user who should receive it. */
export interface ShownLink {
  name: string;
  link: PasswordLink;
}

export function UserDialog({ edited, onClose, onInvited }: UserDialogProps) {
  const t = useTexts(settingsTexts);
  const roles = useTexts(shellTexts);
  const language = useLanguage();
  const invite = useCommand(ROUTES.settings.inviteUser);
  const update = useCommand(ROUTES.settings.updateUser);
  const user = edited === 'new' ? null : edited;
  return (
    <FormDialog<Values>
      opened={edited !== null}
      onClose={onClose}
      title={user ? t('users.edit') : t('users.invite')}
      submit={user ? t('save') : t('users.invite')}
      initial={{ name: user?.name ?? '', email: user?.email ?? '', role: user?.role ?? 'marketer' }}
      validate={({ name, email }) => ({
        ...(name.trim() === '' && { name: t('nameMissing') }),
        ...(!email.includes('@') && { email: t('users.emailMissing') }),
      })}
      onSubmit={async ({ name, email, role }) => {
        if (user) {
          await update.mutateAsync({ params: { id: user.id }, body: { name: name.trim(), role } });
          return;
        }
        const body = { name: name.trim(), email: email.trim(), role, language };
        const { link } = await invite.mutateAsync({ body });
        onInvited({ name: body.name, link });
      }}
    >
      {(form) => (
        <>
          <TextInput label={t('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label={t('email')}
            type="email"
            maxLength={200}
            disabled={user !== null}
            {...form.getInputProps('email')}
          />
          <Select
            label={t('users.role')}
            allowDeselect={false}
            data={Role.options.map((value) => ({ value, label: roles(`roles.${value}`) }))}
            {...form.getInputProps('role')}
          />
        </>
      )}
    </FormDialog>
  );
}

/** Shows a new password link, so that the administrator can copy it and send it to the user. It cannot be shown again later. */
export function LinkDialog({ shown, onClose }: { shown: ShownLink | null; onClose: () => void }) {
  const t = useTexts(settingsTexts);
  const format = useFormat();
  return (
    <Modal opened={shown !== null} onClose={onClose} title={t('users.linkTitle')} centered>
      {shown && (
        <Stack gap="sm">
          <Text size="sm">
            {t('users.linkText', { name: shown.name, until: format.dateTime(shown.link.expiresAt) })}
          </Text>
          <TextInput readOnly value={shown.link.url} aria-label={t('users.linkTitle')} data-autofocus />
          <CopyButton value={shown.link.url}>
            {({ copied, copy }) => (
              <Button onClick={copy}>{copied ? t('users.copied') : t('users.copy')}</Button>
            )}
          </CopyButton>
        </Stack>
      )}
    </Modal>
  );
}
