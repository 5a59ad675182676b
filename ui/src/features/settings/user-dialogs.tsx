import { ROLES, ROUTES, type Role, type PasswordLink, type UserView } from '@linkflow/contracts';
import { Checkbox, Stack, TextInput } from '@mantine/core';
import { useCommand } from '../../api/use-route';
import { shellTexts } from '../../app/shell.texts';
import { useFormat, useLanguage, useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { OneTimeDialog } from './one-time-dialog';
import { settingsTexts } from './settings.texts';

interface Values extends Record<string, unknown> {
  name: string;
  email: string;
  roles: Role[];
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
      initial={{ name: user?.name ?? '', email: user?.email ?? '', roles: user?.roles ?? ['marketer'] }}
      validate={({ name, email, roles: chosen }) => ({
        ...(name.trim() === '' && { name: t('nameMissing') }),
        ...(!email.includes('@') && { email: t('users.emailMissing') }),
        ...(chosen.length === 0 && { roles: t('users.rolesMissing') }),
      })}
      onSubmit={async ({ name, email, roles: chosen }) => {
        if (user) {
          const isSame =
            chosen.length === user.roles.length && user.roles.every((role) => chosen.includes(role));
          await update.mutateAsync({
            params: { id: user.id },
            body: { name: name.trim(), ...(!isSame && { roles: chosen, previousRoles: user.roles }) },
          });
          return;
        }
        const body = { name: name.trim(), email: email.trim(), roles: chosen, language };
        const { link } = await invite.mutateAsync({ body });
        if (link) onInvited({ name: body.name, link });
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
          <Checkbox.Group label={t('users.roles')} {...form.getInputProps('roles')}>
            <Stack gap="xs" mt={6}>
              {ROLES.map((value) => (
                <Checkbox
                  key={value}
                  value={value}
                  label={roles(`roles.${value}`)}
                  description={t(`users.may.${value}`)}
                />
              ))}
            </Stack>
          </Checkbox.Group>
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
    <OneTimeDialog
      shown={
        shown && {
          text: t('users.linkText', { name: shown.name, until: format.dateTime(shown.link.expiresAt) }),
          value: shown.link.url,
        }
      }
      onClose={onClose}
      title={t('users.linkTitle')}
      copy={t('users.copy')}
      copied={t('users.copied')}
    />
  );
}
