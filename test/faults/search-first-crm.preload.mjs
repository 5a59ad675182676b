/**
 * Preloaded into a worker: replaces the effects of its CRM adapter by those of test/support/search-first-crm.mjs, in the provider of
 * crm-port's `Crm`. Settings: TEST_CRM_SEED.
 */
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import { seeded } from '../support/random.mjs';
import { searchFirstCrm } from '../support/search-first-crm.mjs';

/** @typedef {{ provide?: unknown, useFactory?: unknown, inject?: unknown[] }} Provider */
/** @typedef {{ module?: unknown, imports?: unknown[] }} DynamicModule */

const random = seeded(Number(process.env.TEST_CRM_SEED));

/**
 * The providers of all modules below a module.
 * @param {unknown} module
 * @param {Set<unknown>} seen
 * @returns {Provider[]}
 */
function providersBelow(module, seen = new Set()) {
  if (!module || seen.has(module)) return [];
  seen.add(module);
  const dynamic = /** @type {DynamicModule} */ (module);
  const type = typeof module === 'function' ? module : dynamic.module;
  /** @type {unknown[]} */
  const imports = [...(dynamic.imports ?? []), ...(metadata('imports', type) ?? [])];
  return [
    ...(metadata('providers', type) ?? []),
    ...imports.flatMap((imported) => providersBelow(imported, seen)),
  ];
}

/**
 * @param {string} key
 * @param {unknown} type
 * @returns {any[] | undefined}
 */
const metadata = (key, type) => (typeof type === 'function' ? Reflect.getMetadata(key, type) : undefined);

const create = NestFactory.create.bind(NestFactory);
/** @param {Parameters<typeof create>} args */
function createWithSearchFirstCrm(...args) {
  const provider = providersBelow(args[0]).find(
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
}
Object.assign(NestFactory, { create: createWithSearchFirstCrm });
