import { Select, Skeleton, Stack, Title } from '@mantine/core';
import { Link, type LinkProps, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LoadFailure } from './load-failure';
import { usePageTitle } from './page-header';
import classes from './sections.module.css';

export interface Section {
  to: NonNullable<LinkProps['to']>;
  label: string;
  /** Shown after the name, such as a count. */
  badge?: ReactNode;
}

interface SectionLayoutProps {
  title: string;
  /** Accessible name of the list of sections. */
  label: string;
  sections: readonly Section[];
}

/** Layout of an area with several sections: a list of their names beside the open section. On narrow screens the list is a select. */
export function SectionLayout({ title, label, sections }: SectionLayoutProps) {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const current = sections.find(({ to }) => pathname.startsWith(to));
  usePageTitle(current ? `${current.label} · ${title}` : title);
  return (
    <div className={classes.layout}>
      <nav className={classes.sections} aria-label={label}>
        <p className={classes.layoutTitle}>{title}</p>
        {sections.map((section) => (
          <Link
            key={section.to}
            to={section.to}
            className={classes.section}
            activeProps={{ 'data-active': true }}
            activeOptions={{ includeSearch: false }}
          >
            <span className={classes.sectionName}>{section.label}</span>
            {section.badge}
          </Link>
        ))}
      </nav>
      <div className={classes.narrowSections}>
        <Select
          aria-label={label}
          allowDeselect={false}
          data={sections.map((section) => ({ value: section.to, label: section.label }))}
          value={current?.to ?? null}
          onChange={(to) => {
            const section = sections.find((each) => each.to === to);
            if (section) void navigate({ to: section.to });
          }}
        />
      </div>
      <div className={classes.open} data-scroll-restoration-id={`sections ${title}`}>
        <Outlet />
      </div>
    </div>
  );
}

interface SectionHeadProps {
  title: string;
  lead: ReactNode;
  action?: ReactNode;
  className?: string;
}

export function SectionHead({ title, lead, action, className }: SectionHeadProps) {
  return (
    <div className={className ? `${classes.head} ${className}` : classes.head}>
      <div>
        <Title order={1}>{title}</Title>
        <p className={classes.lead}>{lead}</p>
      </div>
      {action}
    </div>
  );
}

export interface SectionPageProps<D> extends Omit<SectionHeadProps, 'className'> {
  query: { data: D | undefined; error: unknown; refetch: () => unknown };
  /** Shown between the head and the data, such as filters. */
  bar?: ReactNode;
  children: (data: D) => ReactNode;
}

/** A section whose data comes from one query: the head, and below it a skeleton, the failure or the data. */
export function SectionPage<D>({ query, bar, children, ...head }: SectionPageProps<D>) {
  return (
    <section className={classes.sectionPage}>
      <SectionHead {...head} />
      {bar && <div className={classes.bar}>{bar}</div>}
      {query.data !== undefined ? (
        children(query.data)
      ) : query.error ? (
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Stack gap={24} mt={16} aria-busy>
          {[70, 55, 80, 62].map((width) => (
            <Skeleton key={width} height={10} width={`${width}%`} />
          ))}
        </Stack>
      )}
    </section>
  );
}
