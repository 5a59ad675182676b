/**
 * A CRM adapter that differs from the built-in one on purpose. Like SuperOffice it accepts no idempotency keys, so effects that create
 * something are `searchable`: before a retry, the engine searches for the result of the first attempt. It is slow, and it fails at
 * random, before or after it has performed an effect. Its effects are recorded in MongoDB, so that they survive a kill of the process:
 * `foreign_created` has one document per call that created something, `foreign_states` the current states.
 *
 * This file is JavaScript, because a worker process preloads it (see test/faults/search-first-crm.preload.mjs).
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {import('@linkflow/crm-port').EffectContext} EffectContext */
/** @typedef {{ _id: string, effect: string, key: string, result: unknown }} Created */
/** @typedef {{ _id: string, value: object, occurredAt: Date, by: { key: string, result: object }[] }} State */

/**
 * @typedef {object} SearchFirstOptions
 * @property {import('mongoose').Connection} connection
 * @property {() => Error} contactMissing the error for a contact that does not exist
 * @property {() => number} [random] decides about failures and delays; without it there are none
 * @property {number} [maxDelayMs] maximum delay before and after each write, ms
 * @property {number} [failureRate] share of the calls (0 to 1) that fail before the effect, and share that fail after it
 */

/**
 * @param {typeof import('@linkflow/crm-port').Crm} Crm base class of all adapters, as loaded by the process that uses this one
 * @param {SearchFirstOptions} options
 * @returns {import('@linkflow/crm-port').Crm}
 */
export function searchFirstCrm(Crm, options) {
  const { connection, contactMissing, random, maxDelayMs = 0, failureRate = 0 } = options;
  /** @type {import('mongoose').mongo.Collection<Created>} */
  const created = connection.collection('foreign_created');
  /** @type {import('mongoose').mongo.Collection<State>} */
  const states = connection.collection('foreign_states');
  /** @type {import('mongoose').mongo.Collection<{ _id: string }>} */
  const contacts = connection.collection('contacts');

  const pause = () => sleep((random?.() ?? 0) * maxDelayMs);
  /** @param {string} when */
  const failSometimes = (when) => {
    if ((random?.() ?? 1) < failureRate) throw new Error(`The connection was lost ${when} the effect`);
  };

  /**
   * @template T
   * @param {EffectContext} context
   * @param {{ contactId: string }} input
   * @param {() => Promise<T>} write
   * @returns {Promise<T>}
   */
  async function performed({ signal }, { contactId }, write) {
    if (!(await contacts.findOne({ _id: contactId }))) throw contactMissing();
    await pause();
    failSometimes('before');
    signal?.throwIfAborted();
    const result = await write();
    await pause();
    failSometimes('after');
    return result;
  }

  /** @typedef {{ target?: readonly string[], sample(input: object, context: EffectContext, before?: object): object }} Declaration */

  /**
   * Returns an effect that creates something. A repeated call creates it again, as in a CRM without idempotency keys.
   * @param {string} effect
   * @param {Declaration} declaration
   */
  const creation = (effect, { sample }) => ({
    repeatability: 'searchable',
    /**
     * @param {EffectContext} context
     * @param {{ contactId: string }} input
     */
    perform: (context, input) =>
      performed(context, input, async () => {
        const _id = randomUUID();
        const result = { ...sample(input, context), id: _id };
        await created.insertOne({ _id, effect, key: context.key, result });
        return result;
      }),
    /** @param {string} key */
    find: async (key) => (await created.findOne({ effect, key }))?.result ?? null,
  });

  /**
   * Returns an effect that sets a state by an upsert. A later event overwrites an earlier one, never the reverse.
   * @param {string} effect
   * @param {readonly string[]} target
   * @param {Declaration} declaration
   */
  const setting = (effect, target, { sample }) => ({
    repeatability: 'idempotent',
    /**
     * @param {EffectContext} context
     * @param {{ contactId: string } & Record<string, unknown>} input
     */
    perform: (context, input) =>
      performed(context, input, async () => {
        const _id = [effect, ...target.map((property) => input[property])].join(':');
        const { key, occurredAt } = context;
        const before = await states.findOne({ _id });
        const earlier = before?.by.find((setter) => setter.key === key);
        if (earlier) return earlier.result;
        const result = sample(input, context, before?.value);
        if (before && before.occurredAt > occurredAt) return { ...result, applied: false };
        await states.updateOne(
          { _id },
          { $set: { value: input, occurredAt }, $push: { by: { key, result } } },
          { upsert: true },
        );
        return result;
      }),
  });

  class SearchFirstCrm extends Crm {
    effects = /** @type {import('@linkflow/crm-port').EffectImplementations} */ (
      /** @type {unknown} */ (
        Object.fromEntries(
          Object.entries(/** @type {Record<string, Declaration>} */ (Crm.catalogue)).map(
            ([effect, declaration]) => [
              effect,
              declaration.target
                ? setting(effect, declaration.target, declaration)
                : creation(effect, declaration),
            ],
          ),
        )
      )
    );
  }
  return new SearchFirstCrm();
}
