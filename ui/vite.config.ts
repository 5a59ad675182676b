import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const from = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const api = `http://127.0.0.1:${process.env.API_PORT ?? 4400}`;

export default defineConfig({
  root: from('.'),
  plugins: [react()],
  resolve: {
    alias: {
      '@linkflow/contracts': from('../libs/contracts/src/index.ts'),
      '@linkflow/workflow': from('../libs/workflow/src/index.ts'),
    },
  },
  build: {
    outDir: from('../dist/ui'),
    emptyOutDir: true,
    target: 'es2022',
    // Browsers that know light-dark() themselves; for older ones it would be rewritten into something that Mantine's scheme does not set.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // apps/api serves pages with a policy that allows no inline code and no data: scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: Number(process.env.UI_PORT ?? 5173),
    strictPort: process.env.UI_PORT !== undefined,
    // With the slash: `/settings` and `/src` are pages and files of our own.
    proxy: { '/api/': api, '/o/': api, '/s/': api },
  },
});
