import type { Language, SessionView } from '@linkflow/contracts';
import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconCheck,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
  type Icon,
} from '@tabler/icons-react';
import { useChangeLanguage, useSignOut } from '../api/session';
import { useLanguage, useTexts } from '../i18n';
import { attempt } from '../shared/attempt';
import { shellTexts } from './shell.texts';
import classes from './shell.module.css';

const SCHEMES = [
  ['auto', IconDeviceDesktop, 'user.system'],
  ['light', IconSun, 'user.light'],
  ['dark', IconMoon, 'user.dark'],
] as const satisfies readonly (readonly [string, Icon, string])[];

/** Each language in its own words, so that one finds back from the wrong one. */
const LANGUAGES: readonly (readonly [Language, string])[] = [
  ['en', 'English'],
  ['nb', 'Norsk bokmål'],
];

export function UserMenu({ session }: { session: SessionView }) {
  const t = useTexts(shellTexts);
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const changeLanguage = useChangeLanguage();
  const signOut = useSignOut();
  return (
    <Menu position="top-start" width={216} shadow="md" withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.user} aria-label={t('user.menu', { name: session.name })}>
          <Avatar size={28} color="indigo" name={session.name} alt="" />
          <span className={classes.userText}>
            <Text size="sm" truncate>
              {session.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {t(`roles.${session.role}`)}
            </Text>
          </span>
          <IconSelector size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('user.language')}</Menu.Label>
        {LANGUAGES.map(([code, name]) => (
          <Menu.Item
            key={code}
            lang={code}
            aria-current={code === language}
            rightSection={code === language ? <IconCheck size={14} aria-hidden /> : null}
            onClick={() => attempt(changeLanguage.mutateAsync(code))}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('user.scheme')}</Menu.Label>
        {SCHEMES.map(([scheme, SchemeIcon, text]) => (
          <Menu.Item
            key={scheme}
            aria-current={scheme === colorScheme}
            leftSection={<SchemeIcon size={15} stroke={1.6} aria-hidden />}
            rightSection={scheme === colorScheme ? <IconCheck size={14} aria-hidden /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {t(text)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={15} stroke={1.6} aria-hidden />}
          onClick={() => attempt(signOut.mutateAsync())}
        >
          {t('user.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
