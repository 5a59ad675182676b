import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** Modules of Mantine that can scroll with its scroll area or with that of the browser, and here always do the latter. */
const SCROLLED_BY_THE_BROWSER = [
  // The theme sets `withScrollArea: false` (src/app/app.tsx).
  'Combobox/OptionsDropdown/OptionsDropdown.mjs',
  'ComboboxPopover/ComboboxPopover.mjs',
  // Used with `type="native"`.
  'Table/TableScrollContainer.mjs',
];

/** Leaves Mantine's scroll area, 4 kB of script, out of the first load of every page, whose lists of choices do not use it. */
export function plainLists(): Plugin {
  const replacement = fileURLToPath(new URL('./plain-scroll-area.tsx', import.meta.url));
  let replaced = 0;
  return {
    name: 'plain-lists',
    apply: 'build',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.endsWith('/ScrollArea/ScrollArea.mjs')) return null;
      if (!SCROLLED_BY_THE_BROWSER.some((module) => importer?.endsWith(`/components/${module}`))) return null;
      replaced += 1;
      return replacement;
    },
    buildEnd(error) {
      if (!error && replaced === 0) this.error('Mantine imports its scroll area differently now.');
    },
  };
}
