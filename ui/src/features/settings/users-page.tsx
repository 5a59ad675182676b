import { ROUTES, type UserView } from '@linkflow/contracts';
import { Switch, Text } from '@mantine/core';
import { IconKey, IconLogout, IconPencil, IconUnlink } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan, useSession } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { shellTexts } from '../../app/shell.texts';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { confirmRequest } from '../../shared/confirm';
import { NewButton } from '../../shared/list/list-page';
import { MenuAction, RowMenu } from '../../shared/menu';
import { SectionTable } from '../../shared/short-table';
import { attempt, toast } from '../../shared/toast';
import { settingsTexts } from './settings.texts';
import { LinkDialog, UserDialog, type ShownLink } from './user-dialogs';

export function UsersPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const roles = useTexts(shellTexts);
  const format = useFormat();
  const query = useRoute(ROUTES.settings.users);
  const me = useSession();
  const mayChange = useCan()(ROUTES.settings.updateUser);
  // Until this is known, the action is shown; the API refuses it if passwords are switched off.
  const passwords = useRoute(ROUTES.session.options).data?.passwords ?? true;
  const [edited, setEdited] = useState<UserView | 'new' | null>(null);
  const [shown, setShown] = useState<ShownLink | null>(null);
  const newLink = useCommand(ROUTES.settings.passwordLink);
  const unlink = useCommand(ROUTES.settings.unlinkIdentity);
  const endSessions = useCommand(ROUTES.settings.endUserSessions);
  const menuOf = (user: UserView) => {
    const { id, name } = user;
    return (
      <RowMenu name={name}>
        <MenuAction icon={IconPencil} onClick={() => setEdited(user)}>
          {t('edit')}
        </MenuAction>
        {user.active && passwords && (
          <MenuAction
            icon={IconKey}
            onClick={() =>
              attempt(newLink.mutateAsync({ params: { id } }), (link) => setShown({ name, link }))
            }
          >
            {t('users.newLink')}
          </MenuAction>
        )}
        <MenuAction
          icon={IconLogout}
          onClick={() =>
            attempt(endSessions.mutateAsync({ params: { id } }), () =>
              toast(t('users.sessionsEnded', { name })),
            )
          }
        >
          {t('users.endSessions')}
        </MenuAction>
        {user.linked && (
          <MenuAction
            icon={IconUnlink}
            onClick={() =>
              confirmRequest({
                title: t('users.unlinkTitle', { name }),
                text: t('users.unlinkText', { name }),
                confirm: t('users.unlink'),
                request: () => unlink.mutateAsync({ params: { id } }),
                done: t('users.unlinked', { name }),
              })
            }
          >
            {t('users.unlink')}
          </MenuAction>
        )}
      </RowMenu>
    );
  };
  return (
    <>
      <SectionTable
        title={t('users.title')}
        lead={t('users.lead')}
        query={query}
        empty={t('empty')}
        action={
          mayChange ? <NewButton label={t('users.invite')} onClick={() => setEdited('new')} /> : undefined
        }
        rowMenu={mayChange ? menuOf : undefined}
        idOf={(user) => user.id}
        mutedOf={(user) => !user.active}
        columns={[
          {
            title: t('name'),
            render: (user) => (
              <>
                <Text inherit lineClamp={2}>
                  {user.name}
                </Text>
                {user.id === me?.userId && (
                  <Text span size="xs" c="dimmed">
                    ({t('users.you')})
                  </Text>
                )}
                {user.pending && (
                  <Text span size="xs" c="dimmed">
                    ({t('users.pending')})
                  </Text>
                )}
                {user.linked && (
                  <Text span size="xs" c="dimmed">
                    ({t('users.linked')})
                  </Text>
                )}
              </>
            ),
          },
          { title: t('email'), render: (user) => user.email },
          {
            title: t('users.roles'),
            render: (user) => user.roles.map((role) => roles(`roles.${role}`)).join(', '),
          },
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
            render: (user) =>
              mayChange && user.id !== me?.userId ? (
                <ActiveSwitch user={user} />
              ) : (
                c(user.active ? 'yes' : 'no')
              ),
          },
        ]}
      />
      <UserDialog edited={edited} onClose={() => setEdited(null)} onInvited={setShown} />
      <LinkDialog shown={shown} onClose={() => setShown(null)} />
    </>
  );
}

function ActiveSwitch({ user }: { user: UserView }) {
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
      aria-label={t(active ? 'users.makeInactive' : 'users.makeActive', { name })}
      onChange={toggle}
    />
  );
}
