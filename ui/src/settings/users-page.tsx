import type { UserView } from '@linkflow/contracts';
import { Switch, Table, Text } from '@mantine/core';
import { shellTexts } from '../app/shell.texts';
import { useSession } from '../api/session';
import { useUsers, useUserUpdate } from '../api/settings';
import { useFormat, useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { attempt } from '../shared/attempt';
import { toast } from '../shared/toast';
import { Part } from './part';
import classes from './settings.module.css';
import { settingsTexts } from './settings.texts';

export function UsersPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const roles = useTexts(shellTexts);
  const format = useFormat();
  const query = useUsers();
  const update = useUserUpdate();
  const me = useSession();
  const toggle = ({ id, name, active }: UserView) =>
    attempt(update.mutateAsync({ id, active: !active }), () =>
      toast(t(active ? 'users.madeInactive' : 'users.madeActive', { name })),
    );
  return (
    <Part title={t('users.title')} lead={t('users.lead')} query={query} empty={c('empty')}>
      {(users) => (
        <Table verticalSpacing={8} miw={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{c('name')}</Table.Th>
              <Table.Th>{t('users.email')}</Table.Th>
              <Table.Th>{t('users.role')}</Table.Th>
              <Table.Th>{t('users.workday')}</Table.Th>
              <Table.Th>{t('users.active')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {users.map((user) => (
              <Table.Tr key={user.id} className={user.active ? undefined : classes.muted}>
                <Table.Td>
                  {user.name}{' '}
                  {user.id === me?.userId && (
                    <Text span size="xs" c="dimmed">
                      ({t('users.you')})
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>{user.email}</Table.Td>
                <Table.Td>{roles(`roles.${user.role}`)}</Table.Td>
                <Table.Td title={user.timeZone}>
                  {format.clock(user.workday.from)}–{format.clock(user.workday.to)}
                </Table.Td>
                <Table.Td>
                  <Switch
                    size="xs"
                    checked={user.active}
                    // Nobody locks themselves out.
                    disabled={user.id === me?.userId}
                    aria-label={t(user.active ? 'users.makeInactive' : 'users.makeActive', {
                      name: user.name,
                    })}
                    onChange={() => toggle(user)}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Part>
  );
}
