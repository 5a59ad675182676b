import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import rules from '../../.dependency-cruiser.mjs';
import { privateDir, root } from './paths.mjs';

/** @type {[file: string, imports: string, rule: string | undefined][]} `rule` forbids the import; undefined if it is allowed */
const cases = [
  ['libs/contracts/src/a.ts', '@linkflow/workflow', 'contracts-imports-libs-of-the-table'],
  ['libs/contracts/src/b.ts', 'mongoose', 'contracts-imports-packages-of-the-table'],
  ['libs/contracts/src/c.spec.ts', 'mongoose', 'contracts-tests-import-packages-of-the-table'],
  ['libs/contracts/src/d.ts', 'node:crypto', 'contracts-is-pure'],
  ['libs/workflow/src/a.ts', '@linkflow/platform', 'workflow-imports-libs-of-the-table'],
  ['libs/workflow/src/b.ts', 'mongoose', 'workflow-imports-packages-of-the-table'],
  ['libs/workflow/src/c.ts', 'fs', 'workflow-is-pure'],
  ['libs/sandbox/src/a.ts', '@linkflow/workflow', 'sandbox-imports-libs-of-the-table'],
  ['libs/sandbox/src/b.ts', '@nestjs/common', 'sandbox-imports-packages-of-the-table'],
  ['libs/platform/src/a.ts', '@linkflow/crm', 'platform-imports-libs-of-the-table'],
  ['libs/platform/src/b.ts', 'bullmq', 'platform-imports-packages-of-the-table'],
  ['libs/queues/src/a.ts', '@linkflow/engine', 'queues-imports-libs-of-the-table'],
  ['libs/queues/src/b.ts', 'mongoose', 'queues-imports-packages-of-the-table'],
  ['libs/crm-port/src/a.ts', '@linkflow/platform', 'crm-port-imports-libs-of-the-table'],
  ['libs/crm-port/src/b.ts', 'mongoose', 'crm-port-imports-packages-of-the-table'],
  ['libs/facts/src/a.ts', '@linkflow/crm', 'facts-imports-libs-of-the-table'],
  ['libs/facts/src/b.ts', 'mongoose', 'facts-imports-packages-of-the-table'],
  ['libs/crm/src/a.ts', '@linkflow/links', 'crm-imports-libs-of-the-table'],
  ['libs/crm/src/b.ts', 'bullmq', 'crm-imports-packages-of-the-table'],
  ['libs/links/src/a.ts', '@linkflow/crm', 'links-imports-libs-of-the-table'],
  ['libs/links/src/b.ts', 'bullmq', 'links-imports-packages-of-the-table'],
  ['libs/mailings/src/a.ts', '@linkflow/crm', 'mailings-imports-libs-of-the-table'],
  ['libs/mailings/src/b.ts', 'bullmq', 'mailings-imports-packages-of-the-table'],
  ['libs/forms/src/a.ts', '@linkflow/engine', 'forms-imports-libs-of-the-table'],
  ['libs/forms/src/b.ts', 'bullmq', 'forms-imports-packages-of-the-table'],
  ['libs/webhooks/src/a.ts', '@linkflow/actions', 'webhooks-imports-libs-of-the-table'],
  ['libs/webhooks/src/b.ts', 'bullmq', 'webhooks-imports-packages-of-the-table'],
  ['libs/actions/src/a.ts', '@linkflow/crm', 'actions-imports-libs-of-the-table'],
  ['libs/actions/src/c.ts', '@linkflow/crm-port/testing', 'testing-is-for-tests'],
  ['libs/actions/src/b.ts', 'mongoose', 'actions-imports-packages-of-the-table'],
  ['libs/engine/src/a.ts', '@linkflow/queues', 'engine-imports-libs-of-the-table'],
  ['libs/engine/src/b.ts', 'bullmq', 'engine-imports-packages-of-the-table'],
  ['libs/migrations/src/a.ts', '@linkflow/queues', 'migrations-imports-libs-of-the-table'],
  ['libs/migrations/src/b.ts', 'mongoose', 'migrations-imports-packages-of-the-table'],
  ['libs/engine/src/c.ts', '../../../apps/worker/src/inner', 'libs-import-no-apps'],
  ['libs/engine/src/d.ts', '../../actions/src/inner', 'lib-by-its-index'],
  ['libs/engine/src/e.ts', '../../actions/src/index', 'lib-by-its-name'],
  ['apps/api/src/a.ts', '../../../libs/actions/src/inner', 'lib-by-its-index-from-outside'],
  ['apps/api/src/b.ts', '../../../libs/actions/src/index', 'lib-by-its-name'],
  ['apps/api/src/c.ts', '../../worker/src/inner', 'apps-import-no-apps'],
  ['apps/api/src/d.ts', '../../../scripts/inner.mjs', 'apps-import-no-apps'],
  ['apps/api/src/m.ts', '@linkflow/mailings/doors', 'small-entries-are-for-click'],
  ['apps/api/src/n.ts', '@linkflow/forms/pages', 'small-entries-are-for-click'],
  ['apps/api/src/e.ts', '@linkflow/crm/facts', 'small-entries-are-for-click'],
  ['apps/api/src/f.ts', '../../../test/support/inner', 'nothing-imports-test'],
  ['apps/api/src/g.ts', 'vitest', 'product-imports-product-packages'],
  ['apps/api/src/h.ts', 'semver', 'packages-are-declared'],
  ['apps/api/src/i.ts', './nowhere', 'imports-resolve'],
  ['apps/api/src/j.ts', './inner.spec', 'specs-are-not-imported'],
  ['apps/api/src/k.ts', './l', 'no-cycles'],
  ['apps/click/src/a.ts', '@linkflow/crm', 'click-stays-small'],
  ['apps/click/src/b.ts', '@linkflow/engine', 'click-stays-small'],
  ['apps/click/src/c.ts', './http-fast/inner', 'fast-path-by-its-index'],
  ['ui/src/a.ts', '@linkflow/crm', 'ui-imports-pure-libs'],
  ['ui/src/b.ts', 'node:fs', 'ui-is-for-browsers'],
  ['scripts/a.mjs', '../libs/contracts/src/index', 'scripts-stand-alone'],

  ['libs/mailings/src/y.ts', '@linkflow/crm-port', undefined],
  ['libs/crm/src/y.spec.ts', '@linkflow/crm-port/testing', undefined],
  ['libs/crm-port/src/testing/z.ts', 'vitest', undefined],
  ['libs/links/src/z.ts', 'sanitize-html', undefined],
  ['libs/engine/src/z.spec.ts', 'vitest', undefined],
  ['apps/click/src/x.ts', './http-fast', undefined],
  ['apps/click/src/y.ts', '@linkflow/facts', undefined],
  ['apps/click/src/z.ts', '@linkflow/crm/facts', undefined],
  ['apps/click/src/z1.ts', '@linkflow/mailings/doors', undefined],
  ['apps/click/src/z2.ts', '@linkflow/forms/pages', undefined],
  ['apps/api/src/z.ts', '@linkflow/crm', undefined],
  ['ui/src/y.ts', '@linkflow/workflow', undefined],
  ['ui/src/z.ts', 'react', undefined],
  ['test/e2e/y.spec.ts', '../../scripts/inner.mjs', undefined],
  ['test/e2e/z.spec.ts', '@linkflow/crm', undefined],
];

const libs = [
  'contracts',
  'workflow',
  'sandbox',
  'platform',
  'queues',
  'crm',
  'links',
  'mailings',
  'actions',
  'crm-port',
  'facts',
  'engine',
  'forms',
  'migrations',
];
const bystanders = [
  ...libs.map((lib) => `libs/${lib}/src/index.ts`),
  'libs/crm/src/facts/index.ts',
  'libs/forms/src/pages/index.ts',
  'libs/mailings/src/doors/index.ts',
  'libs/crm-port/src/testing/index.ts',
  'apps/click/src/http-fast/index.ts',
  'apps/click/src/http-fast/inner.ts',
  'libs/actions/src/inner.ts',
  'apps/worker/src/inner.ts',
  'apps/api/src/inner.spec.ts',
  'scripts/inner.mjs',
  'test/support/inner.ts',
];

let project = '';
/** @type {Map<string, string[]>} the rules that each file breaks */
const broken = new Map();

beforeAll(async () => {
  // Creates a small project with the same folders. It is inside the checkout, so that packages resolve as in the real project.
  await mkdir(privateDir, { recursive: true });
  project = await mkdtemp(join(privateDir, 'import-rules-'));
  const files = new Map(bystanders.map((file) => [file, 'export const there = 1;\n']));
  files.set('apps/api/src/l.ts', "import * as it from './k';\nexport const used = it;\n");
  for (const [file, imports] of cases)
    files.set(file, `import * as it from '${imports}';\nexport const used = it;\n`);
  for (const [file, text] of files) {
    await mkdir(dirname(join(project, file)), { recursive: true });
    await writeFile(join(project, file), text);
  }
  for (const file of ['package.json', 'tsconfig.json', 'ui/package.json'])
    await copyFile(join(root, file), join(project, file));
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'));

  const args = [
    '-c',
    join(root, '.dependency-cruiser.mjs'),
    '-T',
    'json',
    'apps',
    'libs',
    'ui',
    'scripts',
    'test',
  ];
  const { stdout } = await execa('depcruise', args, {
    cwd: project,
    preferLocal: true,
    localDir: root,
    reject: false,
  });
  for (const { from, rule } of JSON.parse(stdout).summary.violations) {
    broken.set(from, [...(broken.get(from) ?? []), rule.name]);
  }
}, 60_000);
afterAll(() => rm(project, { recursive: true, force: true }));

it.each(cases)('%s → %s: %s', (file, _imports, rule) => {
  if (rule) expect(broken.get(file)).toContain(rule);
  else expect(broken.get(file)).toBeUndefined();
});

it('has a case for every rule that is not one of a row of the table', () => {
  const tested = new Set(cases.map(([, , rule]) => rule));
  const names = (rules.forbidden ?? []).map(({ name }) => name ?? '');
  expect(names.filter((name) => !tested.has(name) && !/^[\w-]+-tests-import-packages/.test(name))).toEqual(
    [],
  );
});
