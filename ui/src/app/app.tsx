import {
  createTheme,
  localStorageColorSchemeManager,
  MantineProvider,
  type MantineThemeOverride,
  mergeThemeOverrides,
} from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { ConfirmDialog } from '../shared/confirm';
import { WholeTexts } from '../shared/whole-text';
import { queryClient } from './query-client';
import { router } from './router';
import { shellTexts } from './shell.texts';
import { LateOverlays } from './late-overlays';

/** The storage key must be the same as in public/color-scheme.js, which sets the colour scheme before the first paint. */
const colorSchemeManager = localStorageColorSchemeManager({ key: 'lf.color-scheme' });

export function App() {
  const theme = useTheme();
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager}>
        <WholeTexts />
        <LateOverlays />
        <RouterProvider router={router} />
        <ConfirmDialog />
      </MantineProvider>
    </QueryClientProvider>
  );
}

/** Mantine renders the head of a dialog as a `header`, which screen readers would announce as the banner of the page. */
const NO_BANNER = { header: { role: 'presentation' } };

/** Lists and menus are inside the landmark of the page, the `main` of the shell, so that screen readers find them there. */
const IN_PAGE = { target: '#page' };

/** The list of a select scrolls itself. Mantine's scroll area around it cannot be scrolled with the keyboard. */
const LIST_SCROLLS = {
  defaultProps: { withScrollArea: false },
  styles: { options: { maxHeight: 220, overflowY: 'auto' } },
} as const;

/** In lists that can be searched, Enter takes the first match. */
const CHOICES = {
  ...LIST_SCROLLS,
  defaultProps: { ...LIST_SCROLLS.defaultProps, selectFirstOptionOnChange: true },
} as const;

/** Mantine theme: 13 px for the interface (`sm`), 14 px for longer texts (`md`), indigo as the only accent colour. 1 rem is 16 px. */
const baseTheme = createTheme({
  primaryColor: 'indigo',
  // White text on the filled shade has a contrast of at least 4.5:1 in both colour schemes.
  primaryShade: { light: 7, dark: 7 },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.5' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.35' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.45' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '0.1875rem', sm: '0.25rem', md: '0.375rem', lg: '0.5rem', xl: '0.75rem' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  autoContrast: true,
  components: {
    Alert: { defaultProps: { variant: 'light', p: 'sm' } },
    Badge: {
      defaultProps: { size: 'sm' },
      styles: { root: { textTransform: 'none', fontWeight: 500, flexShrink: 0 } },
    },
    EmptyState: { defaultProps: { size: 'sm' } },
    InputWrapper: {
      styles: {
        label: { marginBottom: 4 },
        description: { marginBottom: 4, fontSize: 'var(--mantine-font-size-xs)' },
      },
    },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.35 }, attributes: NO_BANNER },
      styles: { title: { fontWeight: 600, fontSize: 'var(--mantine-font-size-lg)' } },
    },
    Drawer: {
      defaultProps: { overlayProps: { backgroundOpacity: 0.35 }, attributes: NO_BANNER },
      styles: { title: { fontWeight: 600, fontSize: 'var(--mantine-font-size-lg)' } },
    },
    // The placeholder would be a child of the menu that is not a menu item.
    Menu: { defaultProps: { transitionProps: { duration: 100 }, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { portalProps: IN_PAGE } },
    Select: CHOICES,
    MultiSelect: CHOICES,
    TagsInput: LIST_SCROLLS,
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
});

/** Returns the theme with accessible names, in the page's language, for the icon buttons that Mantine renders itself. */
function useTheme(): MantineThemeOverride {
  const t = useTexts(common);
  const s = useTexts(shellTexts);
  return useMemo(() => {
    const close = { defaultProps: { closeButtonProps: { 'aria-label': t('close') } } };
    const clear = { defaultProps: { clearButtonProps: { 'aria-label': t('clear') } } };
    return mergeThemeOverrides(baseTheme, {
      components: {
        Modal: close,
        Drawer: close,
        Notification: close,
        Select: clear,
        MultiSelect: clear,
        TagsInput: clear,
        DateInput: clear,
        DateTimePicker: clear,
        TimePicker: clear,
        PasswordInput: {
          defaultProps: { visibilityToggleButtonProps: { 'aria-label': s('showPassword'), tabIndex: 0 } },
        },
      },
    });
  }, [t, s]);
}
