import { ROUTES, type UserView } from '@linkflow/contracts';
import { Switch, Text } from '@mantine/core';
import { useSession } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { shellTexts } from '../../app/shell.texts';
import { useFormat, useTexts } from '../../i18n';
import { SectionTable } from '../../shared/short-table';
import { attempt, toast } from '../../shared/toast';
import { settingsTexts } from './settings.texts';

export function UsersPage() {
  const t = useTexts(settingsTexts);
  const roles = useTexts(shellTexts);
  const format = useFormat();
  const query = useRoute(ROUTES.settings.users);
  const me = useSession();
  return (
    <SectionTable
      title={t('users.title')}
      lead={t('users.lead')}
      query={query}
      empty={t('empty')}
      idOf={(user) => user.id}
      mutedOf={(user) => !user.active}
      columns={[
        {
          title: t('name'),
          render: (user) => (
            <>
              {user.name}{' '}
              {user.id === me?.userId && (
                <Text span size="xs" c="dimmed">
                  ({t('users.you')})
                </Text>
              )}
            </>
          ),
        },
        { title: t('email'), render: (user) => user.email },
        { title: t('users.role'), render: (user) => roles(`roles.${user.role}`) },
        {
          title: t('users.workday'),
          render: ({ timeZone, workday }) => (
            <span title={timeZone}>
              {format.clock(workday.from)}–{format.clock(workday.to)}
            </span>
          ),
        },
        {
          title: t('users.active'),
          // Users cannot deactivate themselves.
          render: (user) => <ActiveSwitch user={user} disabled={user.id === me?.userId} />,
        },
      ]}
    />
  );
}

function ActiveSwitch({ user, disabled }: { user: UserView; disabled: boolean }) {
  const t = useTexts(settingsTexts);
  const update = useCommand(ROUTES.settings.updateUser);
  const { id, name, active } = user;
  const toggle = () =>
    attempt(update.mutateAsync({ params: { id }, body: { active: !active } }), () =>
      toast(t(active ? 'users.madeInactive' : 'users.madeActive', { name })),
    );
  return (
    <Switch
      size="xs"
      checked={active}
      disabled={disabled}
      aria-label={t(active ? 'users.makeInactive' : 'users.makeActive', { name })}
      onChange={toggle}
    />
  );
}
