import { MIN_PASSWORD_LENGTH, ROUTES } from '@linkflow/contracts';
import { Button, Group, PasswordInput, Text } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand, useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { MenuAction, RowMenu } from '../../shared/menu';
import { SectionTable } from '../../shared/short-table';
import { attempt, toast } from '../../shared/toast';
import { settingsTexts } from './settings.texts';

/** The page on which users end their own sessions and change their password. */
export function AccountPage() {
  const t = useTexts(settingsTexts);
  const format = useFormat();
  const query = useRoute(ROUTES.sessions.list);
  const end = useCommand(ROUTES.sessions.end);
  const endAll = useCommand(ROUTES.sessions.endAll);
  // Until this is known, the button is shown; the API refuses changes if passwords are switched off.
  const passwords = useRoute(ROUTES.session.options).data?.passwords ?? true;
  const [changing, setChanging] = useState(false);
  return (
    <>
      <SectionTable
        title={t('account.title')}
        lead={t('account.lead')}
        query={query}
        empty={t('empty')}
        idOf={({ id }) => id}
        action={
          <Group gap="xs">
            {passwords && (
              <Button variant="default" onClick={() => setChanging(true)}>
                {t('account.changePassword')}
              </Button>
            )}
            <Button
              variant="default"
              // Loads the application again, because the current session has ended too and cached data must be dropped.
              onClick={() => attempt(endAll.mutateAsync({}), () => window.location.assign('/sign-in'))}
            >
              {t('users.endSessions')}
            </Button>
          </Group>
        }
        rowMenu={(session) => (
          <RowMenu name={session.browser}>
            <MenuAction
              icon={IconLogout}
              onClick={() =>
                attempt(end.mutateAsync({ params: { id: session.id } }), () => toast(t('account.ended')))
              }
            >
              {t('account.end')}
            </MenuAction>
          </RowMenu>
        )}
        columns={[
          {
            title: t('account.browser'),
            render: ({ browser, current }) => (
              <>
                {browser}
                {current && (
                  <Text size="xs" c="dimmed">
                    ({t('account.current')})
                  </Text>
                )}
              </>
            ),
          },
          { title: t('account.address'), render: ({ address }) => address },
          { title: t('account.since'), render: ({ createdAt }) => format.dateTime(createdAt) },
          { title: t('account.lastUsed'), render: ({ lastUsedAt }) => format.dateTime(lastUsedAt) },
        ]}
      />
      <PasswordDialog opened={changing} onClose={() => setChanging(false)} />
    </>
  );
}

function PasswordDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTexts(settingsTexts);
  const change = useCommand(ROUTES.session.changePassword);
  return (
    <FormDialog<{ current: string; password: string }>
      opened={opened}
      onClose={onClose}
      title={t('account.changePassword')}
      submit={t('save')}
      initial={{ current: '', password: '' }}
      validate={({ password }) =>
        password.length < MIN_PASSWORD_LENGTH
          ? { password: t('passwordTooShort', { count: MIN_PASSWORD_LENGTH }) }
          : {}
      }
      onSubmit={(body) => change.mutateAsync({ body })}
      onDone={() => toast(t('account.changed'))}
    >
      {(form) => (
        <>
          <PasswordInput
            label={t('account.currentPassword')}
            autoComplete="current-password"
            data-autofocus
            {...form.getInputProps('current')}
          />
          <PasswordInput
            label={t('newPassword')}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
        </>
      )}
    </FormDialog>
  );
}
