/**
 * Preloaded into a worker: replaces the built-in CRM adapter (Nest's provider of `Crm` from crm-port) by the one of
 * test/support/search-first-crm.mjs. The variable TEST_CRM_SEED is the seed of its random numbers.
 */
import { isMainThread } from 'node:worker_threads';
import { seeded } from '../support/random.mjs';
import { searchFirstCrm } from '../support/search-first-crm.mjs';

/** @typedef {{ provide?: unknown, useFactory?: unknown, inject?: unknown[] }} Provider */
/** @typedef {{ module?: unknown, imports?: unknown[] }} DynamicModule */

/** @param {string} key @param {unknown} type @returns {any[]} */
const metadata = (key, type) =>
  (typeof type === 'function' ? Reflect.getMetadata(key, type) : undefined) ?? [];

/**
 * Returns the providers of a module and of all modules that it imports, directly or indirectly.
 * @param {unknown} module
 * @param {Set<unknown>} seen
 * @returns {Provider[]}
 */
function providersOf(module, seen = new Set()) {
  if (!module || seen.has(module)) return [];
  seen.add(module);
  const dynamic = /** @type {DynamicModule} */ (module);
  const type = typeof module === 'function' ? module : dynamic.module;
  const imports = [...(dynamic.imports ?? []), ...metadata('imports', type)];
  return [...metadata('providers', type), ...imports.flatMap((imported) => providersOf(imported, seen))];
}

async function replaceCrm() {
  const [{ NestFactory }, { getConnectionToken }] = await Promise.all([
    import('@nestjs/core'),
    import('@nestjs/mongoose'),
  ]);
  const create = NestFactory.create.bind(NestFactory);
  const random = seeded(Number(process.env.TEST_CRM_SEED));

  /** @param {Parameters<typeof create>} args */
  const createWithSearchFirstCrm = (...args) => {
    const provider = providersOf(args[0]).find(
      ({ provide }) => typeof provide === 'function' && provide.name === 'Crm',
    );
    if (!provider) throw new Error('The app has no provider of Crm');
    const Crm = /** @type {typeof import('@linkflow/crm-port').Crm} */ (provider.provide);
    provider.inject = [getConnectionToken()];
    provider.useFactory = (/** @type {import('mongoose').Connection} */ connection) =>
      searchFirstCrm(Crm, {
        connection,
        random,
        maxDelayMs: 30,
        failureRate: 0.1,
        contactMissing: () => new Error('The contact does not exist'),
      });
    return create(...args);
  };
  Object.assign(NestFactory, { create: createWithSearchFirstCrm });
}

// NODE_OPTIONS preloads this file into worker threads too. They need no CRM, and their memory limit is too small for Nest.
if (isMainThread) await replaceCrm();
