import { inspect } from 'node:util';
import { RELEASE_SYNC, Scope, newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten';

/**
 * Maximum stack of a script in QuickJS. The stack of the thread is much larger (script-threads.ts), because there each level of recursion
 * costs far more.
 */
const STACK_BYTES = 256 * 1024;
/**
 * Content of a block that is allocated in the engine before a script runs and freed after it, so that there is memory left to read the
 * result or the failure. The engine copies this one buffer for each script: a new buffer per script was 0.5 MB of garbage, which Node 24
 * collected only after hundreds of scripts.
 */
const BALLAST = new ArrayBuffer(512 * 1024);
const CHECK_BYTES = 8 * 1024 * 1024;
const PAGE_BYTES = 64 * 1024;
/** Memory that this build of the engine needs for its own stack and data. */
const ENGINE_BYTES = 5 * 1024 * 1024;
/** Minimum WebAssembly memory of this build, in pages: 16 MB, of which a script can use about 11 MB. */
const MIN_PAGES = 256;
const FILE = 'script';
/** Levels of lists and objects in a result. MongoDB stores about 180, and the result is a part of a run. */
const MAX_DEPTH = 50;

/**
 * Code that runs in QuickJS before the script, in strict mode. It defines the script's globals and returns the function that collects
 * the result. It contains no function of the host: all data leaves the engine as one JSON text.
 */
const PRELUDE = `(function (given) {
  const { stringify, parse } = JSON;
  const { defineProperty, create, freeze, keys, getPrototypeOf } = Object;
  const isArray = Array.isArray;
  const { isFinite } = Number;
  const { prototype: plainObject } = Object;
  const { toString: toDefaultText } = plainObject;
  const { prototype: datePrototype } = Date;
  const { toISOString } = datePrototype;
  const { prototype: promisePrototype } = Promise;
  const text = String;
  const { variables, params, limits } = parse(given);
  const store = create(null);
  const log = [];
  const fixed = (name, value) =>
    defineProperty(globalThis, name, { value, writable: false, enumerable: false, configurable: true });

  for (const name of keys(variables)) {
    store[name] = variables[name];
    fixed(name, variables[name]);
  }
  // Not fixed like the others: a script may have a variable of its own with this name.
  defineProperty(globalThis, 'params', { value: freeze(params), writable: true, enumerable: false, configurable: true });
  /** False for functions, symbols, and objects whose text would be "[object Object]". */
  const hasText = (value) =>
    typeof value === 'object' ? text(value) !== toDefaultText.call(value) : typeof value !== 'function' && typeof value !== 'symbol';
  /** A value without a text is kept as it is, so that the result is refused. */
  const setVariable = (name, value) => {
    store[text(name)] = value === undefined || value === null ? '' : hasText(value) ? text(value) : value;
  };
  fixed('getVariable', (name) => store[text(name)] ?? '');
  fixed('setVariable', setVariable);
  defineProperty(globalThis, 'returnUrl', {
    get: () => store.returnUrl ?? '',
    set: (value) => setVariable('returnUrl', value),
    configurable: true,
  });
  const show = (value) => {
    if (typeof value === 'string') return value;
    try {
      return stringify(value) ?? text(value);
    } catch {
      return text(value);
    }
  };
  const write = (...values) => {
    if (log.length > limits.entries) return;
    log[log.length] =
      log.length === limits.entries ? '…' : values.map(show).join(' ').slice(0, limits.characters);
  };
  fixed('console', { log: write, info: write, warn: write, error: write, debug: write });

  const refusal = create(null);
  const refuse = (what, at) => {
    refusal.what = what;
    refusal.at = at;
    throw refusal;
  };
  /** Copies a value as JSON would keep it. Refuses what JSON would silently change or leave out. */
  const kept = (value, at, above) => {
    if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return isFinite(value) ? value : refuse('number', at);
    if (typeof value !== 'object') return refuse(typeof value, at);
    for (let i = 0; i < above.length; i++) if (above[i] === value) return refuse('cycle', at);
    if (above.length === limits.depth) return refuse('depth', at);
    const path = [...above, value];
    if (isArray(value)) {
      const copy = [];
      for (let i = 0; i < value.length; i++) copy[i] = kept(value[i], at + '[' + i + ']', path);
      return copy;
    }
    const kind = getPrototypeOf(value);
    if (kind === promisePrototype) return refuse('promise', at);
    if (kind === datePrototype) {
      try {
        return toISOString.call(value);
      } catch {
        return refuse('date', at);
      }
    }
    if (kind !== plainObject && kind !== null) return refuse('object', at);
    const copy = create(null);
    for (const key of keys(value)) {
      for (let i = 0; i < key.length; i++) if (key[i] === '\\0') return refuse('name', at);
      copy[key] = kept(value[key], at === '' ? key : at + '.' + key, path);
    }
    return copy;
  };

  return (value, isReturned) => {
    try {
      for (const name of keys(store)) {
        const given = store[name];
        if (typeof given === 'object') refuse(getPrototypeOf(given) === promisePrototype ? 'promise' : 'object', name);
        if (typeof given !== 'string') refuse(typeof given, name);
      }
      const copy = kept(value, '', []);
      const isPlain = typeof copy === 'object' && copy !== null && !isArray(copy);
      const output = copy === undefined ? {} : isPlain ? copy : { value: copy };
      return stringify({ variables: store, output, log });
    } catch (error) {
      if (error !== refusal) throw error;
      // The value of the last expression may be accidental, for example the Map that map.set() returns.
      if (refusal.what === 'object' && refusal.at === '' && !isReturned) return stringify({ variables: store, output: {}, log });
      return stringify({ refused: { what: refusal.what, at: refusal.at } });
    }
  };
})`;

/** Limits of the log: entries, and characters per entry (further output is cut off without an error); and the depth of the result. */
const PRELUDE_LIMITS = { entries: 100, characters: 1000, depth: MAX_DEPTH };

/**
 * @typedef {import('quickjs-emscripten').QuickJSContext} Vm
 * @typedef {import('quickjs-emscripten').QuickJSHandle} Handle
 * @typedef {{ timeMs: number, memoryBytes: number, outputBytes: number }} Limits
 * @typedef {{ code: string, detail?: string, line?: number, at?: string }} Failure
 * @typedef {{ result: { variables: Record<string, string>, output: Record<string, unknown>, log: string[] } }} Success
 * @typedef {{ failure: Failure }} Refusal
 */

/** Node has WebAssembly, but TypeScript declares it only with the DOM library. */
const { WebAssembly } =
  /** @type {{ WebAssembly: { Memory: new (size: { initial: number, maximum: number }) => { grow(pages: number): number } } }} */ (
    /** @type {unknown} */ (globalThis)
  );

/**
 * `exhausted`: the memory could not grow since it was last set to false.
 * @typedef {{ pages: number, quickjs: import('quickjs-emscripten').QuickJSWASMModule, memory: { exhausted: boolean } }} Engine
 */
/** @type {Engine | undefined} */
let engine;

/**
 * Returns an engine whose WebAssembly memory cannot exceed the script's limit; the last engine, if that has the same limit. This build of
 * QuickJS counts every allocation as 8 bytes, so its own limit has no effect (measured: a script with a limit of 8 MB used 500 MB).
 * @param {number} memoryBytes
 */
async function engineFor(memoryBytes) {
  const pages = Math.max(MIN_PAGES, Math.ceil((ENGINE_BYTES + memoryBytes) / PAGE_BYTES));
  if (engine?.pages !== pages) {
    const wasmMemory = new WebAssembly.Memory({ initial: MIN_PAGES, maximum: pages });
    const memory = { exhausted: false };
    const grow = wasmMemory.grow.bind(wasmMemory);
    wasmMemory.grow = (more) => {
      try {
        return grow(more);
      } catch (error) {
        memory.exhausted = true;
        throw error;
      }
    };
    engine = {
      pages,
      memory,
      quickjs: await newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmMemory })),
    };
  }
  engine.memory.exhausted = false;
  return engine;
}

/**
 * Runs one script in a new runtime, which is disposed of afterwards. A runtime costs 0.4 ms and isolates scripts from each other.
 * @param {{ source: string, variables: Record<string, string>, params: Record<string, unknown>, limits: Limits }} script
 * @param {() => boolean} isAborted
 * @returns {Promise<Success | Refusal>}
 */
export async function runScript({ source, variables, params, limits }, isAborted) {
  const outcome = await inRuntime(limits.memoryBytes, (runtime, vm, scope) => {
    /** @type {string | undefined} */
    let stopped;
    const compiled = compileScript(vm, scope, source);
    if ('failure' in compiled) return compiled;

    const prelude = scope.manage(vm.unwrapResult(vm.evalCode(PRELUDE, 'prelude', { strict: true })));
    const given = scope.manage(vm.newString(JSON.stringify({ variables, params, limits: PRELUDE_LIMITS })));
    const collect = scope.manage(vm.unwrapResult(vm.callFunction(prelude, vm.undefined, given)));

    const ballast = scope.manage(vm.newArrayBuffer(BALLAST));
    const deadline = performance.now() + limits.timeMs;
    runtime.setInterruptHandler(() => {
      if (performance.now() > deadline) stopped = 'script.timeout';
      else if (isAborted()) stopped = 'script.aborted';
      return stopped !== undefined;
    });
    /** @param {ReturnType<Vm['evalCode']>} ended @returns {Handle | Refusal} */
    const valueOf = (ended) => {
      if (ballast.alive) ballast.dispose();
      if (!ended.error) return scope.manage(ended.value);
      scope.manage(ended.error);
      if (stopped) return { failure: { code: stopped } };
      return { failure: failureOf(vm.dump(ended.error), compiled.lineOffset) };
    };

    const program = vm.evalCode(compiled.code, FILE, { strict: true });
    const value = valueOf(
      compiled.isFunction && !program.error
        ? vm.callFunction(scope.manage(program.value), vm.undefined)
        : program,
    );
    if ('failure' in value) return value;
    const json = valueOf(
      vm.callFunction(collect, vm.undefined, value, compiled.isFunction ? vm.true : vm.false),
    );
    if ('failure' in json) return json;
    const text = vm.getString(json);
    if (Buffer.byteLength(text) > limits.outputBytes) return { failure: { code: 'script.output' } };
    const result = { output: {}, ...JSON.parse(text) };
    if (isRecord(result.refused)) {
      const { what, at } = /** @type {Record<string, unknown>} */ (result.refused);
      if (what === 'depth') return { failure: { code: 'script.too-deep' } };
      return { failure: { code: 'script.value', detail: cut(String(what)), at: cut(String(at)) } };
    }
    // A script can change how its engine writes JSON, so the result is validated like other input.
    return isResult(result)
      ? { result }
      : { failure: { code: 'script.threw', detail: 'its result is not plain data' } };
  });
  // The engine does not handle every failed allocation correctly, so it is not used again after one. A new engine costs 2 ms.
  if ('failure' in outcome && outcome.failure.code === 'script.memory') engine = undefined;
  return outcome;
}

/** @param {unknown} value @returns {value is object} */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** @param {unknown[]} values */
const areTexts = (values) => values.every((value) => typeof value === 'string');

/** @param {Record<string, unknown>} given @returns {given is Success['result']} */
function isResult(given) {
  const { variables, output, log } = given;
  return (
    isRecord(variables) &&
    areTexts(Object.values(variables)) &&
    isRecord(output) &&
    Array.isArray(log) &&
    areTexts(log)
  );
}

/**
 * @param {string} source
 * @returns {Promise<{ problem: { message: string, line?: number } | null }>}
 */
export async function checkScript(source) {
  const outcome = await inRuntime(CHECK_BYTES, (_runtime, vm, scope) => compileScript(vm, scope, source));
  if (!('failure' in outcome)) return { problem: null };
  const { detail = 'nested too deeply', line } = outcome.failure;
  return { problem: { message: detail, line } };
}

/**
 * @template T
 * @param {number} memoryBytes
 * @param {(runtime: import('quickjs-emscripten').QuickJSRuntime, vm: Vm, scope: Scope) => T} work
 * @returns {Promise<T | Refusal>}
 */
async function inRuntime(memoryBytes, work) {
  const { quickjs } = await engineFor(memoryBytes);
  try {
    const runtime = quickjs.newRuntime();
    runtime.setMemoryLimit(memoryBytes);
    runtime.setMaxStackSize(STACK_BYTES);
    const vm = runtime.newContext();
    const scope = new Scope();
    const result = work(runtime, vm, scope);
    scope.dispose();
    vm.dispose();
    runtime.dispose();
    return result;
  } catch (error) {
    // The thread's stack overflowed, or WebAssembly trapped. The engine's memory may be corrupt, so the engine is dropped without disposing
    // of its objects.
    engine = undefined;
    return { failure: { code: error instanceof RangeError ? 'script.too-deep' : 'script.memory' } };
  }
}

/**
 * Checks the syntax of a script and returns the code to run: the source as it is, a program whose value is that of its last expression; or,
 * if the source contains `return`, a function with the source as its body.
 * @param {Vm} vm
 * @param {Scope} scope
 * @param {string} source
 * @returns {{ code: string, isFunction: boolean, lineOffset: number } | Refusal}
 */
function compileScript(vm, scope, source) {
  const compile = (/** @type {string} */ code) => {
    const compiled = vm.evalCode(code, FILE, { strict: true, compileOnly: true });
    return compiled.error ? scope.manage(compiled.error) : void compiled.value.dispose();
  };
  const asProgram = compile(source);
  if (!asProgram) return { code: source, isFunction: false, lineOffset: 0 };
  const body = `(function () {\n${source}\n})`;
  const asBody = compile(body);
  if (!asBody) return { code: body, isFunction: true, lineOffset: 1 };
  const first = failureOf(vm.dump(asProgram), 0);
  const failure = first.detail?.includes('return not in a function') ? failureOf(vm.dump(asBody), 1) : first;
  return { failure: { ...failure, code: 'script.syntax' } };
}

/**
 * @param {unknown} thrown
 * @param {number} lineOffset
 * @returns {Failure}
 */
function failureOf(thrown, lineOffset) {
  // The engine throws null when there is no memory for an error object. A script can throw null, too.
  if (thrown === null)
    return engine?.memory.exhausted
      ? { code: 'script.memory' }
      : { code: 'script.threw-nothing', detail: 'null' };
  if (thrown === undefined) return { code: 'script.threw-nothing', detail: 'undefined' };
  if (typeof thrown === 'string') return { code: 'script.threw', detail: cut(thrown) };
  if (typeof thrown !== 'object') return { code: 'script.threw', detail: inspect(thrown) };
  const { name, message, stack } = /** @type {Record<string, unknown>} */ (thrown);
  if (name === 'InternalError' && (message === undefined || message === 'out of memory')) {
    return { code: 'script.memory' };
  }
  if (typeof message !== 'string') return { code: 'script.threw', detail: cut(JSON.stringify(thrown)) };
  if (name === 'InternalError' && message === 'stack overflow') return { code: 'script.too-deep' };
  const line = typeof stack === 'string' ? /\bscript:(\d+)/.exec(stack)?.[1] : undefined;
  return {
    code: 'script.threw',
    detail: cut(message),
    ...(line && { line: Math.max(1, Number(line) - lineOffset) }),
  };
}

/** Limits the length of messages. @param {string} text */
const cut = (text) => text.slice(0, 500);
