import { Select } from '@mantine/core';
import { Link, Outlet, useLocation, useNavigate, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePageTitle } from '../use-page-title';
import classes from './parts.module.css';

export interface Section {
  to: NonNullable<LinkProps['to']>;
  label: string;
  /** Behind its name: how many wait there. */
  mark?: ReactNode;
}

interface SectionLayoutProps {
  title: string;
  /** Says what the list of parts is to those who cannot see it. */
  label: string;
  sections: readonly Section[];
}

/** The parts of an area beside the one that is open; a box to choose from where there is no room. */
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
            {section.mark}
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
