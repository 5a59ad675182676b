import type { Condition } from '@linkflow/contracts';
import { Stack, Text, Title } from '@mantine/core';
import { type ReactNode, type RefObject } from 'react';
import { useTexts } from '../../../i18n';
import classes from './criteria.module.css';
import { criteriaTexts } from './criteria.texts';
import { Matches } from './matches';

interface CriteriaColumnsProps {
  /** The criteria that are met by those who are listed. Null if they are not complete. */
  criteria: Condition | null;
  /** Why nobody is listed, if there are no criteria. */
  reason: string;
  /** The part with the criteria, if it gets the focus. */
  focus?: RefObject<HTMLDivElement | null>;
  /** The criteria, in words or in the editor. */
  children: ReactNode;
}

/** The criteria of a dynamic selection under their heading, and beside them who meets them. */
export function CriteriaColumns({ criteria, reason, focus, children }: CriteriaColumnsProps) {
  const t = useTexts(criteriaTexts);
  return (
    <div className={classes.columns}>
      <Stack component="section" gap="sm" aria-label={t('title')} ref={focus} tabIndex={focus && -1}>
        <div>
          <Title order={2} size="sm">
            {t('title')}
          </Title>
          <Text size="xs" c="dimmed">
            {t('lead')}
          </Text>
        </div>
        {children}
      </Stack>
      <section aria-label={t('matches')}>
        <Matches criteria={criteria} reason={reason} />
      </section>
    </div>
  );
}
