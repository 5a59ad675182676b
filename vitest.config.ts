import { defineConfig } from 'vitest/config';
import { generateActions } from './scripts/generate-actions.mjs';

generateActions();

const withServices = {
  // Modules, NestJS and mongoose among them, are loaded once per worker instead of once per file.
  isolate: false,
  setupFiles: ['./test/support/environment.setup.ts'],
  globalSetup: ['./test/support/services.global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 15_000 } },
  // On a busy machine, one of two processes can be late, or a gesture in a browser get lost. The summary names each test that needed a
  // second attempt.
  retry: 1,
};

/**
 * Files that replace modules by `vi.mock`, or set variables that are read when a module is loaded. Neither has an effect on modules that
 * another file has loaded in the same process.
 */
const WITH_OWN_MODULES = ['retention', 'run-lease', 'run-safety', 'run-stop'].map(
  (name) => `test/integration/${name}.spec.ts`,
);

/** Measures how long requests hold the event loop, so that other tests beside it would change the result. */
const MEASURED = 'test/faults/event-loop.spec.ts';

/**
 * Groups of tests in their order: fast ones first, one group at a time. The files of a group run in parallel; tests of faults and of the
 * browser mostly wait for other processes, so two of them at a time.
 */
const groups = [
  {
    name: 'unit',
    maxWorkers: '100%',
    include: [
      '{libs,apps}/**/src/**/*.spec.ts',
      'scripts/**/*.spec.mjs',
      'ui/src/**/*.spec.ts',
      'test/corpus/**/*.spec.ts',
    ],
    // Modules are loaded once per worker instead of once per file: a third of the processor time.
    isolate: false,
    testTimeout: 20_000,
  },
  {
    name: 'components',
    maxWorkers: '100%',
    include: ['ui/src/**/*.spec.tsx'],
    environment: 'jsdom',
    // Tests that type into many fields take a few seconds on two busy cores.
    testTimeout: 20_000,
  },
  {
    name: 'integration',
    include: ['test/integration/**/*.spec.ts'],
    exclude: WITH_OWN_MODULES,
    maxWorkers: '100%',
    ...withServices,
  },
  {
    name: 'integration-modules',
    include: WITH_OWN_MODULES,
    maxWorkers: '100%',
    ...withServices,
    isolate: true,
  },
  {
    name: 'faults',
    include: ['test/faults/**/*.spec.ts'],
    exclude: [MEASURED],
    ...withServices,
    maxWorkers: 2,
  },
  { name: 'faults-measured', include: [MEASURED], ...withServices },
  {
    name: 'e2e',
    include: ['test/e2e/**/*.spec.ts'],
    ...withServices,
    maxWorkers: 2,
  },
];

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    projects: groups.map((test, groupOrder) => ({
      extends: true,
      test: { ...test, sequence: { groupOrder } },
    })),
  },
});
