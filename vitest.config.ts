import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { generateActions } from './scripts/generate-actions.mjs';

generateActions();

const lib = (path: string) => fileURLToPath(new URL(`./libs/${path}`, import.meta.url));

const libs =
  'contracts workflow actions sandbox links mailings crm crm-port facts engine queues platform'.split(' ');

/** The same names as `paths` in tsconfig.json; the longer entry comes first, as aliases match by prefix. */
const alias = {
  '@linkflow/crm/facts': lib('crm/src/facts/index.ts'),
  '@linkflow/crm-port/testing': lib('crm-port/src/testing/index.ts'),
  ...Object.fromEntries(libs.map((name) => [`@linkflow/${name}`, lib(`${name}/src/index.ts`)])),
};

const services = {
  globalSetup: ['./test/support/services.global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{libs,apps}/**/src/**/*.spec.ts', 'scripts/**/*.spec.mjs', 'ui/src/**/*.spec.{ts,tsx}'],
        },
      },
      {
        extends: true,
        test: { name: 'integration', include: ['test/integration/**/*.spec.ts'], ...services },
      },
      {
        extends: true,
        test: { name: 'faults', include: ['test/faults/**/*.spec.ts'], ...services, fileParallelism: false },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.spec.ts'], ...services, fileParallelism: false },
      },
    ],
  },
});
