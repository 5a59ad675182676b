import { languageName, LANGUAGES } from '@linkflow/contracts';
import { Anchor, Box, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { setLanguage, useLanguage } from '../i18n';
import classes from './shell.module.css';

interface FrontPageProps {
  /** One sentence below the name of the product. */
  lead?: string;
  children: ReactNode;
}

/** The frame of pages without a session. */
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

/** Language choice on pages without a session; after the sign-in the account decides. */
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
