import { languageName, LANGUAGES } from '@linkflow/contracts';
import { Anchor, Box, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { setLanguage, useLanguage } from '../i18n';
import classes from './shell.module.css';

interface FrontPageProps {
  /** Sentence shown below the product name. */
  lead?: string;
  children: ReactNode;
}

/** Layout of the pages that need no session (sign-in, password). */
export function FrontPage({ lead, children }: FrontPageProps) {
  return (
    <main className={classes.frontPage}>
      <div className={classes.frontBox}>
        <img src="/icon.svg" alt="" width={40} height={40} />
        <Title order={1} mt="md">
          Linkflow
        </Title>
        {lead && (
          <Text c="dimmed" size="md">
            {lead}
          </Text>
        )}
        <Box mt="xl">{children}</Box>
        <LanguageSwitch />
      </div>
    </main>
  );
}

/** Buttons that change the page's language. After sign-in, the language stored in the account replaces this choice. */
function LanguageSwitch() {
  const language = useLanguage();
  return (
    <Group gap="md" mt="xl" justify="center">
      {LANGUAGES.map((code) => (
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
          {languageName(code)}
        </Anchor>
      ))}
    </Group>
  );
}
