/**
 * The import table (docs/architecture.md) as rules. `npm run check` runs them.
 * A lib may import itself, the libs and packages listed here, and Node's own modules where it isn't pure.
 */

/** Packages of every lib that stores data. */
const storing = ['@nestjs/common', '@nestjs/core', '@nestjs/mongoose', 'mongoose', 'zod'];
/** Only in tests. */
const testing = ['vitest', 'fast-check', 'mailauth', 'standardwebhooks'];
/** Specs, and the test doubles that a lib exports. */
const isTest = '(\\.spec\\.ts$|/src/testing/)';

/** @type {Record<string, { libs: string[], packages: string[], pure?: boolean }>} `pure`: runs in browsers too, so no Node modules */
const table = {
  contracts: { libs: [], packages: ['zod', 'intl-messageformat'], pure: true },
  // zod: drafts are checked in the browser too, by the JSON Schemas of the catalogue.
  workflow: {
    libs: ['contracts'],
    packages: ['json-rules-engine', 'zod', '@noble/hashes'],
    pure: true,
  },
  sandbox: { libs: ['contracts'], packages: ['quickjs-emscripten', 'quickjs-emscripten-core'] },
  platform: {
    libs: ['contracts'],
    packages: [
      ...storing,
      'ioredis',
      'lru-cache',
      'pino',
      'prom-client',
      '@opentelemetry/api',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace-node',
      'fastify',
      '@nestjs/platform-fastify',
    ],
  },
  queues: {
    libs: ['contracts', 'platform'],
    packages: ['@nestjs/common', '@nestjs/core', '@nestjs/bullmq', 'bullmq', 'bullmq-otel', 'ioredis', 'zod'],
  },
  'crm-port': { libs: ['contracts'], packages: ['zod'] },
  facts: { libs: ['contracts', 'workflow', 'crm-port', 'platform'], packages: ['@nestjs/common', 'zod'] },
  crm: { libs: ['contracts', 'platform', 'crm-port', 'workflow'], packages: [...storing, 'lru-cache'] },
  links: {
    libs: ['contracts', 'platform', 'workflow', 'webhooks'],
    packages: [...storing, 'bowser', 'htmlparser2', 'ioredis', 'isbot', 'lru-cache', 'sanitize-html'],
  },
  mailings: {
    libs: ['contracts', 'platform', 'links', 'crm-port', 'workflow', 'webhooks'],
    packages: [
      ...storing,
      '@noble/hashes',
      'csv-parse',
      'html-to-text',
      'ioredis',
      'lru-cache',
      'mailparser',
      'mjml',
      'nodemailer',
      'parse5',
      'sharp',
      'smtp-server',
    ],
  },
  forms: {
    libs: ['contracts', 'platform', 'links', 'crm-port', 'webhooks'],
    packages: [...storing, 'lru-cache'],
  },
  webhooks: { libs: ['contracts', 'platform'], packages: [...storing, 'ioredis'] },
  actions: {
    libs: ['contracts', 'workflow', 'sandbox', 'platform', 'crm-port', 'webhooks'],
    packages: ['zod'],
  },
  engine: { libs: ['contracts', 'workflow', 'actions', 'facts', 'platform'], packages: storing },
  // Only names the lists of migrations that other libs own.
  migrations: { libs: ['platform', 'crm', 'forms', 'links', 'mailings', 'engine'], packages: [] },
};

/** @param {string[]} names */
const anyOf = (names) => (names.length > 0 ? `(?:${names.join('|')})` : '(?!)');
/** @param {string} text */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** @param {string[]} packages */
const otherPackages = (packages) => `(^|/)node_modules/(?!(?:@types/)?${anyOf(packages.map(escaped))}/)`;

/** @typedef {import('dependency-cruiser').IRegularForbiddenRuleType} Rule */
/**
 * @param {string} name
 * @param {string} comment the reason, shown when it is broken
 * @param {Rule['from']} from
 * @param {Rule['to']} to
 * @returns {Rule}
 */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const libRules = Object.entries(table).flatMap(([lib, { libs, packages, pure }]) => [
  forbid(
    `${lib}-imports-libs-of-the-table`,
    `libs/${lib} may import: ${libs.join(', ') || 'no other lib'}.`,
    { path: `^libs/${lib}/` },
    { path: `^libs/(?!${lib}/|${anyOf(libs)}/)` },
  ),
  forbid(
    `${lib}-imports-packages-of-the-table`,
    `libs/${lib} may import: ${packages.join(', ')}.`,
    { path: `^libs/${lib}/`, pathNot: isTest },
    { path: otherPackages(packages) },
  ),
  forbid(
    `${lib}-tests-import-packages-of-the-table`,
    `Tests in libs/${lib} may also import: ${testing.join(', ')}.`,
    { path: `^libs/${lib}/.*${isTest}` },
    { path: otherPackages([...packages, ...testing]) },
  ),
  ...(pure
    ? [
        forbid(
          `${lib}-is-pure`,
          `libs/${lib} runs in the browser too, so it imports no Node modules.`,
          { path: `^libs/${lib}/`, pathNot: '\\.spec\\.ts$' },
          { dependencyTypes: ['core'] },
        ),
      ]
    : []),
]);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...libRules,
    forbid(
      'no-cycles',
      'Merge modules that need each other, or move what both need into a third.',
      {},
      { circular: true },
    ),
    forbid(
      'libs-import-no-apps',
      'Libs are used by apps, the ui and tests, and import none of them.',
      { path: '^libs/' },
      { path: '^(apps|ui|scripts|test)/' },
    ),
    forbid(
      'lib-by-its-index',
      "Only a lib's index.ts is imported from outside.",
      { path: '^libs/([^/]+)/' },
      { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/(testing/)?index\\.ts$'] },
    ),
    forbid(
      'lib-by-its-index-from-outside',
      "Only a lib's index.ts is imported from outside; apps/click may also use the small entries of crm, forms and mailings.",
      { pathNot: '^libs/' },
      {
        path: '^libs/',
        pathNot: [
          '^libs/[^/]+/src/(testing/)?index\\.ts$',
          '^libs/(crm/src/facts|forms/src/pages|mailings/src/doors)/index\\.ts$',
        ],
      },
    ),
    forbid(
      'lib-by-its-name',
      'Write @linkflow/<lib>, not a relative path into it.',
      { path: '^(libs/[^/]+|apps/[^/]+|ui|test|scripts)/' },
      { path: '^libs/', pathNot: '^$1/', dependencyTypesNot: ['aliased'] },
    ),
    forbid(
      'apps-import-no-apps',
      'The apps are deployed separately and share code through libs.',
      { path: '^apps/([^/]+)/' },
      { path: '^(apps|ui|scripts|test)/', pathNot: '^apps/$1/' },
    ),
    forbid(
      'click-stays-small',
      'The hot path reads facts of the CRM, forms, and what recipients reach of mailings, and uses no actions and no engine.',
      { path: '^apps/click/' },
      {
        path: '^libs/',
        pathNot: [
          '^libs/(contracts|links|workflow|sandbox|queues|platform|facts|crm-port)/',
          '^libs/(crm/src/facts|forms/src/pages|mailings/src/doors)/index\\.ts$',
        ],
      },
    ),
    forbid(
      'fast-path-by-its-index',
      'The fast path of apps/click is sealed: only its index.ts is imported from outside.',
      { path: '^apps/click/', pathNot: '^apps/click/src/http-fast/' },
      { path: '^apps/click/src/http-fast/', pathNot: '^apps/click/src/http-fast/index\\.ts$' },
    ),
    forbid(
      'testing-is-for-tests',
      'Test doubles and contract suites of a lib do not ship.',
      { pathNot: ['^test/', isTest] },
      { path: '^libs/[^/]+/src/testing/' },
    ),
    forbid(
      'small-entries-are-for-click',
      'Other apps import crm, forms and mailings through their index.',
      { pathNot: ['^apps/click/', '^libs/(crm|forms|mailings)/', '^test/'] },
      { path: '^libs/(crm/src/facts|forms/src/pages|mailings/src/doors)/index\\.ts$' },
    ),
    forbid(
      'ui-imports-pure-libs',
      'The ui runs in a browser and imports only contracts and workflow of the libs.',
      { path: '^ui/' },
      { path: '^(libs/(?!(contracts|workflow)/)|apps/|scripts/|test/)' },
    ),
    forbid(
      'ui-is-for-browsers',
      'No Node modules in the ui.',
      { path: '^ui/src/', pathNot: '\\.spec\\.tsx?$' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'nothing-imports-test',
      'The product does not use test code.',
      { pathNot: '^test/' },
      { path: '^test/' },
    ),
    forbid(
      'scripts-stand-alone',
      'Scripts start and build the rest, so they import none of it; only tests share them.',
      { path: '^scripts/' },
      { path: '^(apps|libs|ui|test)/' },
    ),
    forbid('specs-are-not-imported', 'A test file is not imported.', {}, { path: '\\.spec\\.(tsx?|mjs)$' }),
    forbid(
      'product-imports-product-packages',
      'The product does not use development dependencies.',
      { path: '^(apps|libs)/', pathNot: isTest },
      {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '(^|/)node_modules/@types/',
      },
    ),
    forbid(
      'packages-are-declared',
      'Every imported package is listed in package.json.',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    forbid('imports-resolve', 'The file or package does not exist.', {}, { couldNotResolve: true }),
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
