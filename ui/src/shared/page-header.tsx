import { Breadcrumbs, Title } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { usePageTitle } from './use-page-title';
import classes from './page-header.module.css';

interface PageHeaderProps {
  /** Links to where this page belongs, the list first. */
  crumbs?: ReactNode;
  title: string;
  /** Beside the title: what state it is in. */
  badges?: ReactNode;
  /** At the right: the primary button last but the menu. */
  actions?: ReactNode;
  /** Below: tabs. */
  children?: ReactNode;
}

/** The head of a page about one thing. */
export function PageHeader({ crumbs, title, badges, actions, children }: PageHeaderProps) {
  usePageTitle(title);
  return (
    <header className={classes.header}>
      <div className={classes.row}>
        <div className={classes.names}>
          {crumbs !== undefined && (
            <Breadcrumbs
              className={classes.crumbs}
              separator={<IconChevronRight size={13} aria-hidden />}
              separatorMargin={4}
            >
              {crumbs}
            </Breadcrumbs>
          )}
          <div className={classes.title}>
            <Title order={1} title={title} className={classes.name}>
              {title}
            </Title>
            {badges}
          </div>
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </header>
  );
}
