import { ROUTES, languageName, LANGUAGES, type SessionView } from '@linkflow/contracts';
import {
  Badge,
  Burger,
  Divider,
  Group,
  Kbd,
  Text,
  Tooltip,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks';
import {
  type Icon,
  IconCheck,
  IconDeviceDesktop,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSelector,
  IconSun,
} from '@tabler/icons-react';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useEffectEvent, useState } from 'react';
import { routeKey, useRoute } from '../api/use-route';
import { useCan, useChangeLanguage, useSession, useSignOut } from '../api/session';
import { useFormat, useLanguage, useTexts } from '../i18n';
import { SideDialog } from '../shared/dialog';
import { lazyComponent } from '../shared/lazy-parts';
import { useLiveRefresh } from '../shared/live-refresh';
import { MenuList, useMenu } from '../shared/menu';
import { MenuDivider, MenuItem, MenuLabel } from '../shared/menu-parts';
import { SkipLinks } from '../shared/skip-link';
import { toggleFolded, useFolded } from '../shared/panels';
import { attempt } from '../shared/toast';
import { useFocusKeeper } from './focus-keeper';
import { finder, isFor, type NavItem, OPERATION, WORK } from './nav';
import classes from './shell.module.css';
import { shellTexts } from './shell.texts';

const Finder = lazyComponent(async () => (await import('./finder')).Finder);

/** Layout of all pages that need a session: navigation column (on narrow screens a drawer) and the open page. */
export function Shell() {
  const t = useTexts(shellTexts);
  const session = useSession();
  const navigate = useNavigate();
  const location = useLocation();
  const [menuOpened, menu] = useDisclosure(false);
  const [finderWanted, setFinderWanted] = useState(false);
  const narrow = useMediaQuery('(max-width: 56.25em)', undefined, { getInitialValueInEffect: false });
  const folded = useMenuFolded(location.pathname);

  const openFinder = () => {
    setFinderWanted(true);
    finder.open();
  };
  useHotkeys([['mod+K', openFinder]], []);
  useFocusKeeper();

  // Closes the navigation drawer when another page is opened.
  const closeMenu = menu.close;
  useEffect(() => closeMenu(), [location.pathname, closeMenu]);

  // Redirects to the sign-in page when the session has ended (signed out in another tab, or expired). This is an effect event, so
  // that the change of `location` by the redirect does not run the effect a second time.
  const askToSignIn = useEffectEvent(() => {
    void navigate({ to: '/sign-in', search: { back: location.href }, replace: true });
  });
  const signedOut = session === null;
  useEffect(() => {
    if (signedOut) askToSignIn();
  }, [signedOut]);

  if (!session) return null;
  return (
    <div className={classes.shell}>
      <SkipLinks />
      {narrow ? (
        <header className={classes.bar}>
          <Group gap="xs" wrap="nowrap">
            <Burger opened={menuOpened} onClick={menu.toggle} size="sm" aria-label={t('openMenu')} />
            <Brand />
          </Group>
          <UnstyledButton className={classes.barSearch} onClick={openFinder} aria-label={t('search')}>
            <IconSearch size={18} aria-hidden />
          </UnstyledButton>
          <SideDialog
            opened={menuOpened}
            onClose={menu.close}
            size={280}
            padding={0}
            withCloseButton={false}
            title={null}
            attributes={{ content: { 'aria-label': t('mainMenu') } }}
          >
            <SideColumn session={session} onFind={openFinder} />
          </SideDialog>
        </header>
      ) : (
        <header className={classes.column} id="main-menu" data-folded={folded || undefined}>
          <SideColumn session={session} onFind={openFinder} folded={folded} foldable />
        </header>
      )}
      <main id="page" className={classes.page} tabIndex={-1}>
        <Outlet />
      </main>
      {finderWanted && (
        <Suspense fallback={null}>
          <Finder />
        </Suspense>
      )}
    </div>
  );
}

/** Pages with a canvas or a message that is edited, which need the room of the menu in small windows. */
const EDITOR_PAGE = /^\/(links|runs|mailings)\/[^/]+$/;

/** Returns whether the main menu is folded to its icons: by the user's choice, or in small windows on pages with an editor. */
function useMenuFolded(pathname: string): boolean {
  const small = useMediaQuery('(max-width: 90em)', undefined, { getInitialValueInEffect: false });
  return useFolded('menu', small && EDITOR_PAGE.test(pathname));
}

const SEARCH_KEYS = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K';

interface SideColumnProps {
  session: SessionView;
  onFind: () => void;
  /** True to show only icons. */
  folded?: boolean;
  /** True to show the button that folds the menu. */
  foldable?: boolean;
}

function SideColumn({ session, onFind, folded = false, foldable = false }: SideColumnProps) {
  const t = useTexts(shellTexts);
  const can = useCan();
  return (
    <div className={classes.columnInner}>
      <div className={classes.columnTop}>
        <Brand />
        <Tooltip label={t('search')} position="right" disabled={!folded}>
          <UnstyledButton className={classes.search} onClick={onFind}>
            <IconSearch size={16} aria-hidden />
            <span className={classes.word}>{t('search')}</span>
            <Kbd size="xs" className={classes.word}>
              {SEARCH_KEYS}
            </Kbd>
          </UnstyledButton>
        </Tooltip>
      </div>
      <nav className={classes.nav} aria-label={t('mainMenu')}>
        {WORK.map((item) => (
          <NavEntry key={item.to} item={item} folded={folded} />
        ))}
        <Divider my="sm" />
        {OPERATION.filter(isFor(can)).map((item) => (
          <NavEntry
            key={item.to}
            item={item}
            folded={folded}
            badge={item.to === '/runs' ? <Attention /> : undefined}
          />
        ))}
      </nav>
      {foldable && <FoldMenuButton folded={folded} />}
      <UserMenu session={session} />
    </div>
  );
}

function FoldMenuButton({ folded }: { folded: boolean }) {
  const t = useTexts(shellTexts);
  const Icon = folded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <Tooltip label={t('sideMenu.unfold')} position="right" disabled={!folded}>
      <UnstyledButton
        className={classes.fold}
        aria-label={t(folded ? 'sideMenu.unfold' : 'sideMenu.fold')}
        aria-expanded={!folded}
        aria-controls="main-menu"
        data-testid="fold-menu"
        onClick={() => toggleFolded('menu')}
      >
        <Icon size={18} stroke={1.6} aria-hidden />
        <span className={classes.word}>{t('sideMenu.fold')}</span>
      </UnstyledButton>
    </Tooltip>
  );
}

interface NavEntryProps {
  item: NavItem;
  folded: boolean;
  badge?: React.ReactNode;
}

function NavEntry({ item, folded, badge }: NavEntryProps) {
  const t = useTexts(shellTexts);
  const Icon = item.icon;
  return (
    <Tooltip label={t(item.text)} position="right" disabled={!folded}>
      <Link
        to={item.to}
        className={classes.entry}
        activeProps={{ 'data-active': true }}
        activeOptions={{ includeSearch: false }}
      >
        <Icon size={18} stroke={1.6} aria-hidden />
        <span className={classes.entryText}>{t(item.text)}</span>
        {badge}
      </Link>
    </Tooltip>
  );
}

/** Badge with the number of runs that need attention (`failed` or `needs-review`). Live events keep it up to date. */
function Attention() {
  const t = useTexts(shellTexts);
  const format = useFormat();
  const { data } = useRoute(ROUTES.runs.attention);
  useLiveRefresh(['runs'], routeKey(ROUTES.runs.attention), 2_000);
  const count = data ? data.failed + data.needsReview : 0;
  if (count === 0) return null;
  return (
    <Badge size="sm" color="red" variant="light" title={t('attention', { count })}>
      <span aria-hidden>{format.number(count)}</span>
      <VisuallyHidden>{t('attention', { count })}</VisuallyHidden>
    </Badge>
  );
}

/** Logo and product name, linked to the list of links. */
function Brand() {
  return (
    <Link to="/links" className={classes.brand}>
      <img src="/icon.svg" alt="" width={26} height={26} />
      <span>Linkflow</span>
    </Link>
  );
}

const SCHEMES = [
  ['auto', IconDeviceDesktop, 'user.system'],
  ['light', IconSun, 'user.light'],
  ['dark', IconMoon, 'user.dark'],
] as const satisfies readonly (readonly [string, Icon, string])[];

const CHECK = <IconCheck size={14} aria-hidden />;

/** The first letters of a person's first and last names. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

function UserMenu({ session }: { session: SessionView }) {
  const t = useTexts(shellTexts);
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const changeLanguage = useChangeLanguage();
  const signOut = useSignOut();
  const menu = useMenu();
  return (
    <>
      <UnstyledButton className={classes.user} {...menu.button}>
        <span className={classes.face} aria-hidden>
          {initials(session.name)}
        </span>
        <span className={classes.userText}>
          <Text size="sm" truncate>
            <VisuallyHidden>{t('user.you')} </VisuallyHidden>
            {session.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {session.roles.map((role) => t(`roles.${role}`)).join(', ')}
          </Text>
        </span>
        <IconSelector size={14} aria-hidden />
      </UnstyledButton>
      <MenuList {...menu.list} position="top-start" width={216}>
        <MenuLabel>{t('user.language')}</MenuLabel>
        {LANGUAGES.map((code) => (
          <MenuItem
            key={code}
            lang={code}
            aria-current={code === language}
            rightSection={code === language && CHECK}
            onClick={() => attempt(changeLanguage.mutateAsync(code))}
          >
            {languageName(code)}
          </MenuItem>
        ))}
        <MenuDivider />
        <MenuLabel>{t('user.scheme')}</MenuLabel>
        {SCHEMES.map(([scheme, SchemeIcon, text]) => (
          <MenuItem
            key={scheme}
            aria-current={scheme === colorScheme}
            leftSection={<SchemeIcon size={15} stroke={1.6} aria-hidden />}
            rightSection={scheme === colorScheme && CHECK}
            onClick={() => setColorScheme(scheme)}
          >
            {t(text)}
          </MenuItem>
        ))}
        <MenuDivider />
        <MenuItem
          leftSection={<IconLogout size={15} stroke={1.6} aria-hidden />}
          onClick={() => attempt(signOut.mutateAsync())}
        >
          {t('user.signOut')}
        </MenuItem>
      </MenuList>
    </>
  );
}
