import { createTheme, mergeThemeOverrides, type MantineThemeOverride } from '@mantine/core';
import { useMemo } from 'react';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { shellTexts } from './shell.texts';

/** Calm and dense: 13 px on the page, 14 px where one reads, thin lines, one accent. Mantine counts in rem of 16 px. */
const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 6 },
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
      defaultProps: { overlayProps: { backgroundOpacity: 0.35 } },
      styles: { title: { fontWeight: 600, fontSize: 'var(--mantine-font-size-lg)' } },
    },
    Drawer: {
      defaultProps: { overlayProps: { backgroundOpacity: 0.35 } },
      styles: { title: { fontWeight: 600, fontSize: 'var(--mantine-font-size-lg)' } },
    },
    Menu: { defaultProps: { transitionProps: { duration: 100 } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
});

/** The theme, with words for the small buttons that Mantine draws itself and leaves without a name. */
export function useTheme(): MantineThemeOverride {
  const t = useTexts(common);
  const s = useTexts(shellTexts);
  return useMemo(() => {
    const close = { defaultProps: { closeButtonProps: { 'aria-label': t('close') } } };
    const clear = { defaultProps: { clearButtonProps: { 'aria-label': t('clear') } } };
    return mergeThemeOverrides(theme, {
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
          defaultProps: { visibilityToggleButtonProps: { 'aria-label': s('signIn.showPassword') } },
        },
      },
    });
  }, [t, s]);
}
