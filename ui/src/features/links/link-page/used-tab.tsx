import type { Ref } from '@linkflow/contracts';
import { Button, EmptyState, Stack } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../../i18n';
import { RefName } from '../../../shared/ref-name';
import classes from './link-page.module.css';
import { linkPageTexts } from './link-page.texts';
import rows from './rows.module.css';

/** The mailings in whose text the link stands. */
export function UsedTab({ usedIn }: { usedIn: readonly Ref[] }) {
  const t = useTexts(linkPageTexts);
  return (
    <div className={classes.scrolling}>
      {usedIn.length === 0 ? (
        <EmptyState
          p="xl"
          variant="light"
          icon={<IconMail aria-hidden />}
          title={t('used.empty')}
          description={t('used.emptyText')}
        >
          <EmptyState.Actions>
            <Button component={Link} to="/mailings" variant="default" size="xs">
              {t('used.toMailings')}
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      ) : (
        <Stack gap={0} className={rows.list} component="ul">
          {usedIn.map((mailing) => (
            <li key={mailing.id}>
              <Link to="/mailings/$mailingId" params={{ mailingId: mailing.id }} className={rows.row}>
                <IconMail size={16} stroke={1.7} aria-hidden />
                <RefName of={mailing} />
              </Link>
            </li>
          ))}
        </Stack>
      )}
    </div>
  );
}
