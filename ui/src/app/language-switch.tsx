import { Anchor, Group } from '@mantine/core';
import { setLanguage, useLanguage } from '../i18n';

const LANGUAGES = [
  ['en', 'English'],
  ['nb', 'Norsk'],
] as const;

/** For pages where nobody is signed in yet; afterwards the account remembers the language. */
export function LanguageSwitch() {
  const language = useLanguage();
  return (
    <Group gap="md" mt="xl" justify="center">
      {LANGUAGES.map(([code, name]) => (
        <Anchor
          key={code}
          component="button"
          type="button"
          size="xs"
          lang={code}
          c={code === language ? undefined : 'dimmed'}
          fw={code === language ? 600 : 400}
          aria-pressed={code === language}
          onClick={() => setLanguage(code)}
        >
          {name}
        </Anchor>
      ))}
    </Group>
  );
}
