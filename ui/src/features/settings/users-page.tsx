import type { UserView } from '@linkflow/contracts';
import { Switch, Text } from '@mantine/core';
import { useSession } from '../../api/session';
import { useUsers, useUserUpdate } from '../../api/settings';
import { shellTexts } from '../../app/shell.texts';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { SectionItems } from '../../shared/sections';
import { ShortTable } from '../../shared/short-table';
import { attempt, toast } from '../../shared/toast';
import { settingsTexts } from './settings.texts';

export function UsersPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const roles = useTexts(shellTexts);
  const format = useFormat();
  const query = useUsers();
  const me = useSession();
  return (
    <SectionItems title={t('users.title')} lead={t('users.lead')} query={query} empty={c('empty')}>
      {(users) => (
        <ShortTable
          records={users}
          idOf={(user) => user.id}
          mutedOf={(user) => !user.active}
          columns={[
            {
              key: 'name',
              title: c('name'),
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
            { key: 'email', title: t('users.email'), render: (user) => user.email },
            { key: 'role', title: t('users.role'), render: (user) => roles(`roles.${user.role}`) },
            {
              key: 'workday',
              title: t('users.workday'),
              render: ({ timeZone, workday }) => (
                <span title={timeZone}>
                  {format.clock(workday.from)}–{format.clock(workday.to)}
                </span>
              ),
            },
            {
              key: 'active',
              title: t('users.active'),
              // Users cannot deactivate themselves.
              render: (user) => <ActiveSwitch user={user} disabled={user.id === me?.userId} />,
            },
          ]}
        />
      )}
    </SectionItems>
  );
}

function ActiveSwitch({ user, disabled }: { user: UserView; disabled: boolean }) {
  const t = useTexts(settingsTexts);
  const update = useUserUpdate();
  const { id, name, active } = user;
  const toggle = () =>
    attempt(update.mutateAsync({ id, active: !active }), () =>
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
