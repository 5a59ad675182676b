import { Button, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { usePageTitle } from '../use-page-title';
import classes from './list-page.module.css';

interface ListPageProps {
  title: string;
  /** The one thing one comes here to begin. */
  primary?: ReactNode;
  /** Search and filters, in one row. */
  filters?: ReactNode;
  /** While something is chosen, what can be done with it stands where the filters were. */
  chosen?: { count: number; clear: () => void; actions: ReactNode };
  /** A column left of the table. */
  side?: ReactNode;
  children: ReactNode;
}

/** Title, primary button, filters, table: the same places on every list. */
export function ListPage({ title, primary, filters, chosen, side, children }: ListPageProps) {
  const t = useTexts(common);
  usePageTitle(title);
  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <Title order={1}>{title}</Title>
        {primary}
      </div>
      <div className={classes.body}>
        {side}
        <div className={classes.list}>
          {(filters !== undefined || chosen) && (
            <div className={classes.filters}>
              {chosen && chosen.count > 0 ? (
                <>
                  <Text size="sm" fw={500} role="status">
                    {t('selected', { count: chosen.count })}
                  </Text>
                  {chosen.actions}
                  <Button variant="subtle" color="gray" size="xs" onClick={chosen.clear}>
                    {t('cancel')}
                  </Button>
                </>
              ) : (
                filters
              )}
            </div>
          )}
          {children}
        </div>
      </div>
    </div>
  );
}
