/**
 * The import table of the house (docs/architecture.md) as rules. `npm run check` runs them.
 * A lib may import itself, the libs and packages listed here, and Node's own modules where it isn't pure.
 */

/** What every lib that keeps data needs. */
const storing = ['@nestjs/common', '@nestjs/core', '@nestjs/mongoose', 'mongoose', 'zod'];
/** Only in files named *.spec.ts. */
const testing = ['vitest', 'fast-check'];

/** @type {Record<string, { libs: string[], packages: string[], pure?: boolean }>} `pure`: runs in browsers too, so no Node modules */
const table = {
  contracts: { libs: [], packages: ['zod'], pure: true },
  // zod: drafts are checked in the browser too, by the JSON Schemas of the catalogue.
  workflow: { libs: ['contracts'], packages: ['json-rules-engine', 'zod'], pure: true },
  sandbox: { libs: ['contracts'], packages: ['quickjs-emscripten', 'quickjs-emscripten-core'] },
  platform: {
    libs: ['contracts'],
    packages: [...storing, 'ioredis', 'pino', 'fastify', '@nestjs/platform-fastify'],
  },
  queues: {
    libs: ['contracts', 'platform'],
    packages: ['@nestjs/common', '@nestjs/core', '@nestjs/bullmq', 'bullmq', 'ioredis', 'zod'],
  },
  crm: { libs: ['contracts', 'platform'], packages: storing },
  links: { libs: ['contracts', 'platform', 'workflow'], packages: [...storing, 'ioredis', 'sanitize-html'] },
  mailings: { libs: ['contracts', 'platform', 'links', 'crm'], packages: [...storing, 'sanitize-html'] },
  actions: { libs: ['contracts', 'workflow', 'sandbox', 'platform', 'crm', 'mailings'], packages: ['zod'] },
  runs: { libs: ['contracts', 'workflow', 'actions', 'platform'], packages: storing },
};

/** @param {string[]} names */
const anyOf = (names) => (names.length > 0 ? `(?:${names.join('|')})` : '(?!)');
/** @param {string} text */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** @param {string[]} packages */
const otherPackages = (packages) => `(^|/)node_modules/(?!(?:@types/)?${anyOf(packages.map(escaped))}/)`;

const libRules = Object.entries(table).flatMap(([lib, { libs, packages, pure }]) => [
  {
    name: `${lib}-imports-libs-of-the-table`,
    comment: `libs/${lib} may import: ${libs.join(', ') || 'no other lib'}.`,
    severity: 'error',
    from: { path: `^libs/${lib}/` },
    to: { path: `^libs/(?!${lib}/|${anyOf(libs)}/)` },
  },
  {
    name: `${lib}-imports-packages-of-the-table`,
    comment: `libs/${lib} may import: ${packages.join(', ')}.`,
    severity: 'error',
    from: { path: `^libs/${lib}/`, pathNot: '\\.spec\\.ts$' },
    to: { path: otherPackages(packages) },
  },
  {
    name: `${lib}-tests-import-packages-of-the-table`,
    comment: `Tests in libs/${lib} may also import: ${testing.join(', ')}.`,
    severity: 'error',
    from: { path: `^libs/${lib}/.*\\.spec\\.ts$` },
    to: { path: otherPackages([...packages, ...testing]) },
  },
  ...(pure
    ? [
        {
          name: `${lib}-is-pure`,
          comment: `libs/${lib} runs in the browser too, so it knows no Node modules.`,
          severity: 'error',
          from: { path: `^libs/${lib}/`, pathNot: '\\.spec\\.ts$' },
          to: { dependencyTypes: ['core'] },
        },
      ]
    : []),
]);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...libRules,
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other are one module, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'libs-import-no-apps',
      comment: 'Libs serve apps, the ui and tests; they know none of them, and no scripts.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|ui|scripts|test)/' },
    },
    {
      name: 'lib-by-its-index',
      comment: "Only a lib's index.ts is imported from outside.",
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'lib-by-its-index-from-outside',
      comment:
        "Only a lib's index.ts is imported from outside; apps/click may also use the read-only entry of crm.",
      severity: 'error',
      from: { pathNot: '^libs/' },
      to: { path: '^libs/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^libs/crm/src/facts/index\\.ts$'] },
    },
    {
      name: 'lib-by-its-name',
      comment: 'Write @linkflow/<lib>, not a relative path into it.',
      severity: 'error',
      from: { path: '^(libs/[^/]+|apps/[^/]+|ui|test|scripts)/' },
      to: { path: '^libs/', pathNot: '^$1/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'apps-import-no-apps',
      comment: 'Three processes that are deployed apart share libs, not each other.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^(apps|ui|scripts|test)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'click-stays-small',
      comment: 'The hot path: of the CRM it reads facts, and it runs no actions, runs or mailings.',
      severity: 'error',
      from: { path: '^apps/click/' },
      to: {
        path: '^libs/',
        pathNot: [
          '^libs/(contracts|links|workflow|sandbox|queues|platform)/',
          '^libs/crm/src/facts/index\\.ts$',
        ],
      },
    },
    {
      name: 'facts-are-for-click',
      comment: 'The others take the whole of crm, by its index.',
      severity: 'error',
      from: { pathNot: ['^apps/click/', '^libs/crm/', '^test/'] },
      to: { path: '^libs/crm/src/facts/index\\.ts$' },
    },
    {
      name: 'ui-imports-pure-libs',
      comment: 'The ui runs in a browser: of the libs it takes contracts and workflow.',
      severity: 'error',
      from: { path: '^ui/' },
      to: { path: '^(libs/(?!(contracts|workflow)/)|apps/|scripts/|test/)' },
    },
    {
      name: 'ui-is-for-browsers',
      comment: 'No Node modules in the ui.',
      severity: 'error',
      from: { path: '^ui/src/', pathNot: '\\.spec\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nothing-imports-test',
      comment: 'What tests share lives in test/support and stays there.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'scripts-stand-alone',
      comment: 'Scripts run before anything is installed or built; only tests share them.',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^(apps|libs|ui|test)/' },
    },
    {
      name: 'specs-are-not-imported',
      comment: 'A test file is the end of the line.',
      severity: 'error',
      from: {},
      to: { path: '\\.spec\\.(tsx?|mjs)$' },
    },
    {
      name: 'product-imports-product-packages',
      comment: 'What ships may not need a package that is installed for development only.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.spec\\.ts$' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '(^|/)node_modules/@types/',
      },
    },
    {
      name: 'packages-are-declared',
      comment: 'Every package that is imported stands in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'imports-resolve',
      comment: 'The file or package is not there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
