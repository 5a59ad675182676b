import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressedAssets } from './compressed-assets';
import { plainLists } from './plain-lists';

const from = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Modules that only export: importing them without using an export does nothing. */
const NO_SIDE_EFFECTS = /\/libs\/(?:contracts|workflow)\/src\/|\/node_modules\/json-rules-engine\//;
const ICONS = /icons-react\/dist\/esm\/icons\//;
const api = `http://127.0.0.1:${process.env.API_PORT ?? 4400}`;

export default defineConfig({
  root: from('.'),
  plugins: [plainLists(), react(), compressedAssets()],
  resolve: {
    alias: [
      { find: '@linkflow/contracts', replacement: from('../libs/contracts/src/index.ts') },
      { find: '@linkflow/workflow', replacement: from('../libs/workflow/src/index.ts') },
      // The servers use the complete one.
      { find: /^@formatjs\/icu-messageformat-parser$/, replacement: from('./src/i18n/message-parser.ts') },
    ],
  },
  build: {
    outDir: from('../dist/ui'),
    emptyOutDir: true,
    // Which files each page needs, for scripts/lib/page-check.mjs.
    manifest: true,
    target: 'es2022',
    // Browsers that know light-dark() themselves; for older ones it would be rewritten into something that Mantine's scheme does not set.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // apps/api serves pages with a policy that allows no inline code and no data: scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Leaves out what pages do not use of our libraries, such as the rules engine, which only the servers run.
      treeshake: {
        moduleSideEffects: [{ test: NO_SIDE_EFFECTS, sideEffects: false }],
        // Schemas and tables of reasons that no page uses.
        manualPureFunctions: ['z', 'defineReasons'],
      },
      output: {
        codeSplitting: {
          groups: [
            // What most pages share is one file. Otherwise it would be some 40 files, each with its own headers and compressed on its own.
            { name: 'base', minShareCount: 36, priority: 2 },
            // An icon as a file of its own has three times the size, and the browser works 2 ms for each file. Those of the steps, which mostly
            // canvas pages need, are shared by fewer.
            { name: 'icons', test: ICONS, minShareCount: 22, priority: 1 },
            { name: 'step-icons', test: ICONS, minShareCount: 10 },
          ],
        },
      },
    },
  },
  server: {
    port: Number(process.env.UI_PORT ?? 5173),
    strictPort: process.env.UI_PORT !== undefined,
    // With the slash: `/settings` and `/src` are pages and files of our own.
    proxy: { '/api/': api, '/o/': api, '/s/': api },
  },
});
