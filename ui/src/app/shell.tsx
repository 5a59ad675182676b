import { Burger, Drawer, Group, UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useEffectEvent, useState } from 'react';
import { useSession } from '../api/session';
import { useTexts } from '../i18n';
import { Brand } from './brand';
import { finder } from './finder-store';
import { SideColumn } from './side-column';
import { shellTexts } from './shell.texts';
import classes from './shell.module.css';

const Finder = lazy(async () => ({ default: (await import('./finder')).Finder }));

/** The frame of every page behind the sign-in: the left column (a drawer on narrow screens) and the page beside it. */
export function Shell() {
  const t = useTexts(shellTexts);
  const session = useSession();
  const navigate = useNavigate();
  const location = useLocation();
  const [menuOpened, menu] = useDisclosure(false);
  const [finderWanted, setFinderWanted] = useState(false);
  const narrow = useMediaQuery('(max-width: 56.25em)', undefined, { getInitialValueInEffect: false });

  const openFinder = () => {
    setFinderWanted(true);
    finder.open();
  };
  useHotkeys([['mod+K', openFinder]], []);

  // The drawer has done its work once a page was chosen.
  const closeMenu = menu.close;
  useEffect(() => closeMenu(), [location.pathname, closeMenu]);

  // Signed out in another tab, or the session ran out: any request that was refused ends up here. Once only, as the
  // address changes while this frame is still on the page.
  const askToSignIn = useEffectEvent(() => {
    void navigate({ to: '/sign-in', search: { back: location.href }, replace: true });
  });
  const signedOut = session === null;
  useEffect(() => {
    if (signedOut) askToSignIn();
  }, [signedOut]);

  if (!session) return null;
  const column = <SideColumn session={session} onFind={openFinder} />;
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#page">
        {t('skip')}
      </a>
      {narrow ? (
        <header className={classes.bar}>
          <Group gap="xs" wrap="nowrap">
            <Burger opened={menuOpened} onClick={menu.toggle} size="sm" aria-label={t('openMenu')} />
            <Brand />
          </Group>
          <UnstyledButton className={classes.barSearch} onClick={openFinder} aria-label={t('finder.button')}>
            <IconSearch size={18} aria-hidden />
          </UnstyledButton>
          <Drawer
            opened={menuOpened}
            onClose={menu.close}
            size={280}
            padding={0}
            withCloseButton={false}
            title={null}
            aria-label={t('mainMenu')}
          >
            {column}
          </Drawer>
        </header>
      ) : (
        <div className={classes.column}>{column}</div>
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
