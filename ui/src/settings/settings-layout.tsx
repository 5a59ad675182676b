import { Select } from '@mantine/core';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useTexts, type TextKey } from '../i18n';
import { usePageTitle } from '../shared/use-page-title';
import { settingsTexts } from './settings.texts';
import classes from './settings.module.css';

const SECTIONS = [
  { to: '/settings/users', text: 'users.title' },
  { to: '/settings/interests', text: 'interests.title' },
  { to: '/settings/fields', text: 'fields.title' },
  { to: '/settings/categories', text: 'categories.title' },
  { to: '/settings/priorities', text: 'priorities.title' },
  { to: '/settings/task-types', text: 'taskTypes.title' },
  { to: '/settings/scripts', text: 'scripts.title' },
] as const satisfies readonly { to: string; text: TextKey<(typeof settingsTexts)['texts']> }[];

/** The parts of the settings beside the one that is open; a box to choose from where there is no room. */
export function SettingsLayout() {
  const t = useTexts(settingsTexts);
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const current = SECTIONS.find(({ to }) => pathname.startsWith(to));
  usePageTitle(current ? `${t(current.text)} · ${t('title')}` : t('title'));
  return (
    <div className={classes.layout}>
      <nav className={classes.sections} aria-label={t('sections')}>
        <p className={classes.layoutTitle}>{t('title')}</p>
        {SECTIONS.map(({ to, text }) => (
          <Link
            key={to}
            to={to}
            className={classes.section}
            activeProps={{ 'data-active': true }}
            activeOptions={{ includeSearch: false }}
          >
            {t(text)}
          </Link>
        ))}
      </nav>
      <div className={classes.narrowSections}>
        <Select
          aria-label={t('sections')}
          allowDeselect={false}
          data={SECTIONS.map(({ to, text }) => ({ value: to, label: t(text) }))}
          value={current?.to ?? null}
          onChange={(to) => {
            const section = SECTIONS.find((each) => each.to === to);
            if (section) void navigate({ to: section.to });
          }}
        />
      </div>
      <div className={classes.open} data-scroll-restoration-id="settings">
        <Outlet />
      </div>
    </div>
  );
}
